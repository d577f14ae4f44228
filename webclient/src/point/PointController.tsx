import { FetchApi } from "../core/api";
import type { AuthorityEntry } from "../core/protocol";
import { Controller } from "../privacy/Controller";

/** Who answers for the client's data in a call to this authority (F-101). No third press: a call needs none. */
export function PointController({ authority }: { readonly authority: AuthorityEntry }) {
  return (
    <Controller
      name={authority.name}
      read={() => new FetchApi("point").get(`/api/authorities/${authority.authority}/privacy`)}
    />
  );
}
