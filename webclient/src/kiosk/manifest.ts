const ADDRESS = "/point.webmanifest";

/** Lets this page be installed; on the pages of one seat alone, for it begins there. Twice is once. */
export function offerInstalling(page: Document = document): void {
  if (page.head.querySelector(`link[href="${ADDRESS}"]`)) return;
  const link = page.createElement("link");
  link.rel = "manifest";
  link.href = ADDRESS;
  page.head.append(link);
}
