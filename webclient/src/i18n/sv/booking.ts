// What booking needs, at a service point and at a desk.
import booking from "./booking.json";

export default { booking };
