import admin from "./fi/admin.json";
import client from "./fi/client.json";
import common from "./fi/common.json";
import consultation from "./fi/consultation.json";
import demo from "./fi/demo.json";
import desk from "./fi/desk.json";
import devices from "./fi/devices.json";
import errors from "./fi/errors.json";
import front from "./fi/front.json";
import interpreter from "./fi/interpreter.json";
import join from "./fi/join.json";
import nettest from "./fi/nettest.json";
import point from "./fi/point.json";
import privacy from "./fi/privacy.json";
import signin from "./fi/signin.json";

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
