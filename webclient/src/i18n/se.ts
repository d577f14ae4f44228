// Northern Sámi, for the screens of the citizen alone: what is not here reads in Finnish. Written by somebody who does
// not speak it at home: A NATIVE SPEAKER IS TO REVIEW ALL OF IT BEFORE IT IS USED IN PRODUCTION (docs/operations.md).
// Counted texts have `_one` and one for the rest without a suffix: few browsers know the language's plurals.
import common from "./se/common.json";
import devices from "./se/devices.json";
import errors from "./se/errors.json";
import point from "./se/point.json";

export default { common, devices, errors, point };
