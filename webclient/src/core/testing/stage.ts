// A consultation's model with everything around it that a browser and a server would be.

import { ConsultationModel } from "../consultation";
import { Devices } from "../devices";
import type { ConsultationSnapshot } from "../protocol";
import { Sharing } from "../sharing";
import { TestApi, TestConnection, TestMedia } from "./browser";
import { TestLink } from "./link";
import { HERE } from "./messages";

export interface Stage {
  readonly link: TestLink;
  readonly media: TestMedia;
  /** Those that the model has made, in order. */
  readonly connections: TestConnection[];
  readonly model: ConsultationModel;
}

/** A model that has not been started; the server answers with what `snapshot` gives at the time. */
export function stageOf(snapshot: () => ConsultationSnapshot, reload: () => void = () => undefined): Stage {
  const link = new TestLink()
    .answer("consultation:open", snapshot)
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }));
  const media = new TestMedia();
  const connections: TestConnection[] = [];
  const model = new ConsultationModel(
    {
      api: new TestApi(),
      link,
      devices: new Devices(media.devices),
      sharing: new Sharing(media.devices),
      reload,
      createConnection: () => {
        const connection = new TestConnection();
        connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
    },
    HERE,
  );
  return { link, media, connections, model };
}
