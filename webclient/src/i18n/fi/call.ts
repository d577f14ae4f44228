// What only a consultation's screen needs; loaded with it.
import client from "./client.json";
import consultation from "./consultation.json";
import copies from "./copies.json";
import marks from "./marks.json";
import reading from "./reading.json";

export default { client, consultation, copies, marks, reading };
