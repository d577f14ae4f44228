// What the first screen of a service point needs, and every other page too.
import common from "./en/common.json";
import devices from "./en/devices.json";
import errors from "./en/errors.json";
import point from "./en/point.json";
import privacy from "./en/privacy.json";

export default { common, devices, errors, point, privacy };
