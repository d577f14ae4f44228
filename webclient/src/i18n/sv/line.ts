// What only the measuring of a line needs: the network test, and the device test's part of it.
import nettest from "./nettest.json";

export default { nettest };
