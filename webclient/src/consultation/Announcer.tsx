import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { presenterOf } from "../core/slots";
import { useLanguage } from "../i18n";
import { type News, newsOfPapers, newsOfPeople, newsOfScreen } from "./news";
import { nameOf } from "./people";

/** Reads aloud who came, left, was muted or shares, and which page is shown; nothing of it is drawn. */
export function Announcer({ model }: { readonly model: ConsultationModel }) {
  const [news, setNews] = useState<readonly News[]>([]);
  const people = useRef(model.state.get());
  const papers = useRef(model.papers.state.get());
  const presenter = useRef(presenterOf(model.call.state.get().slots));
  useEffect(() => {
    const tell = (found: readonly News[]) => {
      if (found.length > 0) setNews(found);
    };
    const stops = [
      model.state.subscribe(() => {
        tell(newsOfPeople(people.current, model.state.get()));
        people.current = model.state.get();
      }),
      model.papers.state.subscribe(() => {
        tell(newsOfPapers(papers.current, model.papers.state.get()));
        papers.current = model.papers.state.get();
      }),
      model.call.state.subscribe(() => {
        const now = presenterOf(model.call.state.get().slots);
        tell(newsOfScreen(presenter.current, now, model.state.get().participants));
        presenter.current = now;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [model]);
  const sentence = useSentence();
  return (
    <div className="visually-hidden" role="log" aria-live="polite">
      {news.map((one) => sentence(one)).join(" ")}
    </div>
  );
}

function useSentence(): (news: News) => string {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  return (news) => {
    if (news.key === "sharingEnded") return t("news.sharingEnded");
    if (news.key === "page") return t("news.page", { page: news.page + 1, name: news.paper });
    if ("paper" in news) return t(`news.${news.key}`, { name: news.paper });
    return t(`news.${news.key}`, { name: nameOf(news.person, local) });
  };
}
