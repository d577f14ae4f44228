// What the first screen of a service point needs, and every other page too.
import common from "./fi/common.json";
import devices from "./fi/devices.json";
import errors from "./fi/errors.json";
import point from "./fi/point.json";
import privacy from "./fi/privacy.json";

export default { common, devices, errors, point, privacy };
