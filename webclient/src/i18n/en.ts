import admin from "./en/admin.json";
import client from "./en/client.json";
import common from "./en/common.json";
import consultation from "./en/consultation.json";
import demo from "./en/demo.json";
import desk from "./en/desk.json";
import devices from "./en/devices.json";
import errors from "./en/errors.json";
import front from "./en/front.json";
import interpreter from "./en/interpreter.json";
import join from "./en/join.json";
import nettest from "./en/nettest.json";
import point from "./en/point.json";
import privacy from "./en/privacy.json";
import signin from "./en/signin.json";

export default {
  admin,
  client,
  common,
  consultation,
  demo,
  desk,
  devices,
  errors,
  front,
  interpreter,
  join,
  nettest,
  point,
  privacy,
  signin,
};
