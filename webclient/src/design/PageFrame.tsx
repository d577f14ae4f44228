import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Action } from "./Action";
import { BrandMark } from "./Brand";
import { LanguageMenu } from "./LanguageMenu";
import { StatementLink } from "./StatementLink";

/** Who is signed in, as the header tells. */
export interface PageUser {
  readonly label: string;
  /** Whose expert it is, or what kind of place. */
  readonly authority?: string | undefined;
  readonly onSignOut?: (() => void) | undefined;
}

interface PageFrameProps {
  /** The name of the page, for the window's title. */
  readonly title: string;
  readonly children: ReactNode;
  readonly banners?: ReactNode;
  readonly user?: PageUser | undefined;
  /** The service point: everything larger. */
  readonly large?: boolean;
  /** Work screens use the width of a large display. */
  readonly wide?: boolean;
  /** The pale blue ground on which cards lie. */
  readonly tinted?: boolean;
  /** No inner column: the page lays out its own bands. */
  readonly bare?: boolean;
  /** Whoever leaves it loses nothing: no place, no call and nothing that was typed. */
  readonly leavable?: boolean;
}

/** Every page outside a consultation: skip link, header, banners, main, footer. */
export function PageFrame({ title, children, banners, user, ...look }: PageFrameProps) {
  const { t } = useTranslation();
  useDocumentTitle(t("pageTitle", { page: title }));
  const classes = [
    "page",
    look.large && "page--large",
    look.wide && "page--wide",
    look.tinted && "page--tinted",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      <a className="skip-link" href="#main">
        {t("skipToContent")}
      </a>
      <header className="page__header">
        <div className="page__inner page__header-row">
          <Brand link={!look.large} />
          <div className="page__tools">
            <LanguageMenu />
            {user ? <UserBox user={user} /> : null}
          </div>
        </div>
        <div className="page__banners">{banners}</div>
      </header>
      <main id="main" tabIndex={-1} className={look.bare ? "page__main page__main--bare" : "page__main"}>
        {look.bare ? children : <div className="page__inner">{children}</div>}
      </main>
      <footer className="page__footer">
        <div className="page__inner page__footer-row">
          <p>{t("footer.privacy")}</p>
          <div className="page__footer-links">
            <StatementLink leavable={look.leavable ?? false} />
            {look.large ? null : <a href="/">{t("footer.front")}</a>}
          </div>
        </div>
      </footer>
    </div>
  );
}

/** The product's name; at a service point no link, for nobody is to leave its screen by accident. */
function Brand({ link }: { readonly link: boolean }) {
  const { t } = useTranslation();
  const name = (
    <>
      <BrandMark />
      <span>{t("product")}</span>
    </>
  );
  return link ? (
    <a className="brand" href="/">
      {name}
    </a>
  ) : (
    <p className="brand">{name}</p>
  );
}

function UserBox({ user }: { readonly user: PageUser }) {
  const { t } = useTranslation();
  return (
    <div className="page__user">
      <p>
        <span className="visually-hidden">{t("header.user")}: </span>
        <span className="page__user-name">{user.label}</span>
        {user.authority ? <span className="page__user-authority">{user.authority}</span> : null}
      </p>
      {user.onSignOut ? (
        <Action variant="secondaryNoBorder" onClick={user.onSignOut}>
          {t("header.signOut")}
        </Action>
      ) : null}
    </div>
  );
}

/** Keeps the window's title; while an alert runs elsewhere, that one writes over it and gives it back. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
