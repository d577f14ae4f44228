import { FetchApi } from "../core/api";
import { PointModel } from "../core/seats/point";
import { connect } from "../core/socket";
import { SelfTest } from "../selftest/selfTest";
import { Upkeep } from "./upkeep";

/** A service point and what it does for itself: it tests its devices, and takes new versions. */
export class Station {
  readonly model: PointModel;
  readonly selfTest: SelfTest;
  readonly #upkeep: Upkeep;

  constructor() {
    const link = connect("point");
    this.model = new PointModel({ api: new FetchApi("point"), link });
    const point = this.model.state;
    this.selfTest = new SelfTest({ link, point });
    this.#upkeep = new Upkeep({ link, point, busy: () => this.selfTest.running.get() });
  }

  start(): void {
    this.model.start();
    this.selfTest.start();
    this.#upkeep.start();
  }

  close(): void {
    this.#upkeep.close();
    this.selfTest.close();
    this.model.close();
  }
}
