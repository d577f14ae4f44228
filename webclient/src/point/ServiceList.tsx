import { type Ref, useId } from "react";
import { useTranslation } from "react-i18next";
import { IconPhone } from "suomifi-ui-components";
import type { AuthorityEntry, ServiceEntry } from "../core/protocol";
import { Action } from "../design/Action";
import { Pill } from "../design/Pill";
import { useLanguage } from "../i18n";
import { spokenName, spokenNames } from "../i18n/speech";
import { answeredIn, waitAt } from "./directory";
import { PointController } from "./PointController";
import { WaitText } from "./WaitText";

interface ServiceListProps {
  readonly authority: AuthorityEntry;
  readonly spoken: string;
  /** The service that is being called now. */
  readonly calling: string | null;
  readonly onCall: (service: string, language: string) => void;
  /** Left out where nothing is booked here. */
  readonly onBook?: ((service: string, language: string) => void) | undefined;
  readonly heading?: Ref<HTMLHeadingElement>;
}

/** The services of one authority. */
export function ServiceList({ authority, heading, ...rest }: ServiceListProps) {
  const { local, localLang } = useLanguage();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1} lang={localLang}>
        {local(authority.name)}
      </h2>
      <PointController authority={authority} />
      <ul className="services plain-list">
        {authority.services.map((service) => (
          <Service key={service.service} service={service} {...rest} />
        ))}
      </ul>
    </section>
  );
}

type ServiceProps = Omit<ServiceListProps, "authority" | "heading"> & { readonly service: ServiceEntry };

function Service({ service, spoken, calling, onCall, onBook }: ServiceProps) {
  const { t } = useTranslation("point");
  const { t: common } = useTranslation();
  const { language, local, localLang } = useLanguage();
  const name = local(service.name);
  const inLanguage = answeredIn(service, spoken);
  const words = calling === service.service ? t("directory.calling") : t("directory.call");
  return (
    <li className={service.openNow ? "service" : "service service--closed"}>
      <div className="service__text">
        <h3 lang={localLang}>{name}</h3>
        <p className="quiet" lang={localLang}>
          {local(service.description)}
        </p>
        <div className="service__facts">
          {service.openNow ? (
            <OpenFacts service={service} />
          ) : (
            <Pill tone="off">{t("directory.closed")}</Pill>
          )}
          <span>{t("directory.hours", { hours: local(service.hours) })}</span>
          <span>
            {t("directory.serves", { languages: spokenNames(service.languages, common, language) })}
          </span>
        </div>
        {service.openNow && inLanguage !== spoken ? (
          <p>{t("directory.otherLanguage", { language: spokenName(inLanguage, common, language) })}</p>
        ) : null}
      </div>
      <div className="service__actions">
        {service.openNow ? (
          <Action
            large
            className="service__call"
            icon={<IconPhone />}
            data-testid={`call-service-${service.service}`}
            aria-label={`${words}: ${name}`}
            aria-disabled={calling !== null}
            onClick={() => onCall(service.service, inLanguage)}
          >
            {words}
          </Action>
        ) : null}
        {service.bookable && onBook ? (
          <Action
            large
            variant="secondary"
            data-testid={`book-service-${service.service}`}
            aria-label={`${t("directory.book")}: ${name}`}
            onClick={() => onBook(service.service, inLanguage)}
          >
            {t("directory.book")}
          </Action>
        ) : null}
      </div>
    </li>
  );
}

function OpenFacts({ service }: { readonly service: ServiceEntry }) {
  const { t } = useTranslation("point");
  const free = service.expertsAvailable > 0;
  return (
    <>
      <Pill tone={free ? "good" : "busy"}>{free ? t("directory.open") : t("directory.busy")}</Pill>
      {free || service.waiting > 0 ? <span>{t("directory.waiting", { count: service.waiting })}</span> : null}
      <span>{t("directory.experts", { count: service.expertsAvailable })}</span>
      {free ? null : <WaitText wait={waitAt(service, service.waiting + 1)} />}
    </>
  );
}
