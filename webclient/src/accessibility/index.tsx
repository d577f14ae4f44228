import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import Statement, { useStatementText } from "./Statement";

/** The page /accessibility: the statement, for everybody. */
export default function Screen() {
  const { title } = useStatementText();
  return (
    <PageFrame title={title} leavable>
      <PageHeading>{title}</PageHeading>
      <Statement level={2} leads />
    </PageFrame>
  );
}
