// What only the pages of staff and of guests need: no service point loads it.
import admin from "./admin.json";
import demo from "./demo.json";
import desk from "./desk.json";
import front from "./front.json";
import interpreter from "./interpreter.json";
import join from "./join.json";
import signin from "./signin.json";

export default { admin, demo, desk, front, interpreter, join, signin };
