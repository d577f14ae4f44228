// Northern Sámi of the call, as ../se.ts tells.
import client from "./client.json";
import consultation from "./consultation.json";

export default { client, consultation };
