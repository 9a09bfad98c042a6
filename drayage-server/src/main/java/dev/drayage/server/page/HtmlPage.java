package dev.drayage.server.page;

import java.util.List;

/**
 * A page: what is the same on all of them, around its content.
 *
 * @param title for the window
 * @param trail where it is, from the list of repositories down; the last is this page
 * @param content what is on it, its heading first
 */
record HtmlPage(String title, List<Element> trail, List<Element> content) {
    private static final String DESCRIPTION = "Container images served by Drayage";

    String html() {
        return Element.of("html", head(), body()).with("lang", "en").toPage();
    }

    private Element head() {
        return Element.of(
                "head",
                Element.of("meta").with("charset", "utf-8"),
                Element.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                Element.of("meta").with("name", "description").with("content", DESCRIPTION),
                Element.of("title", title + " · Drayage"),
                Element.of("link")
                        .with("rel", "icon")
                        .with("type", "image/svg+xml")
                        .address("href", PageAsset.ICON.href()),
                Element.of("link").with("rel", "stylesheet").address("href", PageAsset.STYLE.href()),
                Element.of("script").address("src", PageAsset.SCRIPT.href()).with("defer", ""));
    }

    private Element body() {
        Element mark = Element.of("a")
                .with("class", "mark")
                .address("href", Href.home())
                .add(Element.of("img")
                        .address("src", PageAsset.ICON.href())
                        .with("alt", "")
                        .with("width", "28")
                        .with("height", "28"))
                .add(Element.of("span", "Drayage"));
        Element list = Element.of("ol");
        for (int i = 0; i < trail.size(); i++) {
            Element item = Element.of("li", trail.get(i));
            list.add(i == trail.size() - 1 ? item.with("aria-current", "page") : item);
        }
        Element header = Element.of("header", mark).with("class", "top");
        if (!list.isEmpty()) {
            header.add(Element.of("nav", list).with("class", "trail").with("aria-label", "Where this is"));
        }
        return Element.of("body")
                .add(Element.link(Href.anchor("content"), "Skip to the content").with("class", "skip"))
                .add(header)
                .add(Element.of("main")
                        .with("id", "content")
                        .with("tabindex", "-1")
                        .addAll(content))
                .add(Element.of(
                        "footer", Element.of("p", "A registry out of whatever holds images, served by Drayage.")));
    }
}
