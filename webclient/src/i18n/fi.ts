import admin from "./fi/admin.json";
import common from "./fi/common.json";
import consultation from "./fi/consultation.json";
import demo from "./fi/demo.json";
import desk from "./fi/desk.json";
import errors from "./fi/errors.json";
import front from "./fi/front.json";
import interpreter from "./fi/interpreter.json";
import join from "./fi/join.json";
import nettest from "./fi/nettest.json";
import point from "./fi/point.json";
import signin from "./fi/signin.json";

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
