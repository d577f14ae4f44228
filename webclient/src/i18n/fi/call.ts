// What only a consultation's screen needs; loaded with it.
import client from "./client.json";
import consultation from "./consultation.json";

export default { client, consultation };
