export { DeskBookings } from "./DeskBookings";
export { PointBooking } from "./PointBooking";
