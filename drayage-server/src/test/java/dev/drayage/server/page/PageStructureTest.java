package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What screen readers, keys and weak eyes rely on. */
class PageStructureTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    private final Gallery gallery = new Gallery();
    private final Browsing browsing = new Browsing(gallery.repositories, PageOptions.defaults());

    private List<String> targets() throws IOException {
        String image = "/r/" + Gallery.SERVER + "?digest=" + gallery.amd64.digest();
        String layer = browsing.page(image)
                .select("table[aria-label=Layers] tbody th a")
                .get(0)
                .attr("href");
        return List.of(
                "/",
                "/?q=nothing",
                "/nowhere",
                "/r/" + Gallery.SERVER,
                "/r/" + Gallery.SERVER + "?tag=2.1",
                image,
                image + "&raw=" + gallery.amd64.digest(),
                layer,
                layer + "&folder=usr/share/doc",
                layer + "&find=package",
                layer + "&file=etc/passwd");
    }

    @Test
    void everyPageHasItsLandmarksHeadingsAndLabels() throws IOException {
        for (String target : targets()) {
            Document page = browsing.get(target).page();
            assertThat(page.select("html").attr("lang")).isEqualTo("en");
            assertThat(page.title()).as(target).endsWith(" · Drayage").hasSizeGreaterThan(12);
            assertThat(page.select("header, main, footer")).as(target).hasSize(3);
            assertThat(page.select("h1")).as(target).hasSize(1);
            assertThat(page.select("body > a.skip").attr("href")).isEqualTo("#content");
            assertThat(page.select("main").attr("id")).isEqualTo("content");
            requireSteps(target, page);
            for (Element field : page.select("input:not([type=hidden]), select")) {
                assertThat(page.select("label[for=" + field.id() + "]").text())
                        .as(target)
                        .isNotBlank();
            }
            for (Element nav : page.select("nav, table, pre[tabindex]")) {
                assertThat(nav.attr("aria-label")).as(target).isNotBlank();
            }
            for (Element link : page.select("a, button")) {
                assertThat(link.text().isBlank()).as(target + " " + link).isFalse();
            }
            for (Element cell : page.select("thead th")) {
                assertThat(cell.attr("scope")).isEqualTo("col");
            }
            assertThat(page.select("tbody tr").size())
                    .isEqualTo(
                            page.select("tbody tr > th[scope=row]:first-child").size());
            Set<String> ids = new HashSet<>();
            assertThat(page.select("[id]").eachAttr("id")).as(target).allMatch(ids::add);
            for (String anchor : page.select("a[href^=#]").eachAttr("href")) {
                assertThat(ids).as(target).contains(anchor.substring(1));
            }
            for (String labelled : page.select("[aria-labelledby]").eachAttr("aria-labelledby")) {
                assertThat(ids).as(target).contains(labelled);
            }
        }
    }

    private static void requireSteps(String target, Document page) {
        int level = 0;
        for (Element heading : page.select("h1, h2, h3, h4")) {
            int next = heading.normalName().charAt(1) - '0';
            assertThat(next).as(target + " " + heading).isLessThanOrEqualTo(level + 1);
            level = next;
        }
    }

    @Test
    void everyTextHasAContrastOfAtLeastFourAndAHalf() {
        String css = new String(PageAsset.STYLE.bytes(), StandardCharsets.UTF_8);
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        assertThat(dark).isPositive();
        for (String scheme : List.of(css.substring(0, dark), css.substring(dark))) {
            Map<String, String> colours = new HashMap<>();
            for (Matcher colour = COLOUR.matcher(scheme); colour.find(); ) {
                colours.putIfAbsent(colour.group(1), colour.group(2));
            }
            for (String text : List.of("ink", "quiet", "accent")) {
                for (String ground : List.of("paper", "panel", "raised", "accent-soft")) {
                    assertThat(contrast(colours, text, ground))
                            .as(text + " on " + ground)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            assertThat(contrast(colours, "on-accent", "accent")).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(colours, "line-strong", "raised")).isGreaterThanOrEqualTo(3);
            assertThat(contrast(colours, "amber", "paper")).isGreaterThanOrEqualTo(3);
        }
    }

    private static double contrast(Map<String, String> colours, String one, String other) {
        double a = luminance(Objects.requireNonNull(colours.get(one), one));
        double b = luminance(Objects.requireNonNull(colours.get(other), other));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 0) + 0.7152 * channel(colour, 2) + 0.0722 * channel(colour, 4);
    }

    private static double channel(String colour, int at) {
        double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
