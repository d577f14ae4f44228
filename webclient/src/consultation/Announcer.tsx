import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { MarkNews } from "../core/marking";
import { presenterOf } from "../core/slots";
import { useLanguage } from "../i18n";
import { identityWords } from "./identity";
import { markingOf } from "./marks/markingOf";
import {
  type News,
  newsOfIdentity,
  newsOfMarks,
  newsOfPapers,
  newsOfPeople,
  newsOfScreen,
  newsOfText,
} from "./news";
import { nameOf } from "./people";

/** Sentences that stay in the log: each is a node of its own, which a screen reader reads once as it comes. */
const KEPT = 10;
/** Marks are told together, when nobody has made one for so long: a signature is many strokes. */
const MARKS_MS = 2_500;

/** Reads aloud who came, left, was muted, shares or said what, and which page is shown; nothing of it is drawn. */
export function Announcer({ model }: { readonly model: ConsultationModel }) {
  const [news, setNews] = useState<readonly { readonly id: number; readonly one: News }[]>([]);
  const count = useRef(0);
  const people = useRef(model.state.get());
  const papers = useRef(model.papers.state.get());
  const written = useRef(model.text.state.get().lines);
  const identity = useRef(model.identity.state.get());
  const presenter = useRef(presenterOf(model.call.state.get().slots));
  useEffect(() => {
    const tell = (found: readonly News[]) => {
      const numbered = found.map((one) => ({ id: ++count.current, one }));
      if (found.length > 0) setNews((before) => [...before, ...numbered].slice(-KEPT));
    };
    const stops = [
      model.state.subscribe(() => {
        tell(newsOfPeople(people.current, model.state.get()));
        people.current = model.state.get();
      }),
      model.text.state.subscribe(() => {
        const { lines } = model.text.state.get();
        tell(newsOfText(written.current, lines, model.state.get()));
        written.current = lines;
      }),
      model.papers.state.subscribe(() => {
        tell(newsOfPapers(papers.current, model.papers.state.get()));
        papers.current = model.papers.state.get();
      }),
      model.identity.state.subscribe(() => {
        tell(newsOfIdentity(identity.current, model.identity.state.get()));
        identity.current = model.identity.state.get();
      }),
      model.call.state.subscribe(() => {
        const now = presenterOf(model.call.state.get().slots);
        tell(newsOfScreen(presenter.current, now, model.state.get().participants));
        presenter.current = now;
      }),
    ];
    stops.push(listenToMarks(model, (done) => tell(newsOfMarks(done, model.state.get()))));
    return () => {
      for (const stop of stops) stop();
    };
  }, [model]);
  const sentence = useSentence();
  return (
    <div className="visually-hidden" role="log" aria-live="polite">
      {news.map(({ id, one }) => (
        <p key={id}>{sentence(one)}</p>
      ))}
    </div>
  );
}

/** Hears what others mark, in batches; returns the way to stop. */
function listenToMarks(model: ConsultationModel, tell: (done: readonly MarkNews[]) => void): () => void {
  const marking = markingOf(model);
  let batch: MarkNews[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  marking.news = (one) => {
    batch.push(one);
    clearTimeout(timer);
    timer = setTimeout(() => {
      tell(batch);
      batch = [];
    }, MARKS_MS);
  };
  return () => {
    clearTimeout(timer);
    marking.news = () => undefined;
  };
}

function useSentence(): (news: News) => string {
  const { t } = useTranslation("consultation");
  const { t: marks } = useTranslation("marks");
  const { local } = useLanguage();
  return (news) => {
    if (news.key === "sharingEnded") return t("news.sharingEnded");
    if (news.key === "ownHandDown") return t("news.ownHandDown");
    if (news.key === "identityPutAway") return t("news.identityPutAway");
    if (news.key === "identity") return identityWords(news.identity, t) ?? "";
    if ("page" in news) return t(`news.${news.key}`, { page: news.page + 1, name: news.paper });
    if ("paper" in news) return t(`news.${news.key}`, { name: news.paper });
    const name = nameOf(news.person, local);
    if (news.key === "note") return marks("news.note", { name, text: news.note });
    if (news.key === "marksAdded") return marks("news.added", { name, count: news.count });
    if (news.key === "marksErased") return marks("news.erased", { name, count: news.count });
    if ("text" in news) return t(`news.${news.key}`, { name, text: news.text });
    return t(`news.${news.key}`, { name });
  };
}
