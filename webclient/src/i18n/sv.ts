import admin from "./sv/admin.json";
import common from "./sv/common.json";
import consultation from "./sv/consultation.json";
import demo from "./sv/demo.json";
import desk from "./sv/desk.json";
import errors from "./sv/errors.json";
import front from "./sv/front.json";
import interpreter from "./sv/interpreter.json";
import join from "./sv/join.json";
import nettest from "./sv/nettest.json";
import point from "./sv/point.json";
import signin from "./sv/signin.json";

export default {
  admin,
  common,
  consultation,
  demo,
  desk,
  errors,
  front,
  interpreter,
  join,
  nettest,
  point,
  signin,
};
