import admin from "./sv/admin.json";
import client from "./sv/client.json";
import common from "./sv/common.json";
import consultation from "./sv/consultation.json";
import demo from "./sv/demo.json";
import desk from "./sv/desk.json";
import devices from "./sv/devices.json";
import errors from "./sv/errors.json";
import front from "./sv/front.json";
import interpreter from "./sv/interpreter.json";
import join from "./sv/join.json";
import nettest from "./sv/nettest.json";
import point from "./sv/point.json";
import privacy from "./sv/privacy.json";
import signin from "./sv/signin.json";

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
