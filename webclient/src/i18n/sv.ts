// What the first screen of a service point needs, and every other page too.
import common from "./sv/common.json";
import devices from "./sv/devices.json";
import errors from "./sv/errors.json";
import point from "./sv/point.json";
import privacy from "./sv/privacy.json";

export default { common, devices, errors, point, privacy };
