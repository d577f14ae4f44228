import admin from "./en/admin.json";
import common from "./en/common.json";
import consultation from "./en/consultation.json";
import demo from "./en/demo.json";
import desk from "./en/desk.json";
import errors from "./en/errors.json";
import front from "./en/front.json";
import interpreter from "./en/interpreter.json";
import join from "./en/join.json";
import nettest from "./en/nettest.json";
import point from "./en/point.json";
import signin from "./en/signin.json";

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
