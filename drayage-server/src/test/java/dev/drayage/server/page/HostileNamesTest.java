package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** Whatever images say of themselves, a page of theirs stays what it is: every page that links lead to is looked at. */
class HostileNamesTest {
    private static final List<String> NAMES = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "</title></textarea></pre><svg onload=alert(1)>",
            "javascript:alert(1)",
            "a\u202egnp.exe",
            "\u2066\u2067line\r\nbreak\u0000\u001b[31m\u0007",
            "&lt;b&gt;&#x3c;b&#x3e;",
            "\ud800 half",
            "//evil.example/x",
            "{{7*7}}${7*7}<!--");

    private static final Set<String> ELEMENTS = Set.of(
            "html", "head", "meta", "title", "link", "script", "body", "a", "header", "img", "span", "nav", "ol", "li",
            "main", "h1", "h2", "h3", "p", "form", "label", "input", "button", "div", "table", "thead", "tbody", "tr",
            "th", "td", "ul", "bdi", "strong", "section", "dl", "dt", "dd", "code", "pre", "select", "option", "time",
            "footer");

    private static final Pattern INSIDE = Pattern.compile("(/($|\\?|r/|assets/|archives/|v2/)|#).*");
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Cs}\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029]");

    @Test
    void neverBecomeMarkup() throws IOException {
        StockedRepositories repositories = stocked();
        Browsing browsing = new Browsing(repositories, PageOptions.defaults().withRows(20));
        Deque<String> open = new ArrayDeque<>(List.of("/", "/?q=%3Cscript%3E", "/r/none?tag=%3Cscript%3Ealert(1)"));
        Set<String> seen = new HashSet<>(open);
        int files = 0;
        while (!open.isEmpty()) {
            String target = open.remove();
            Browsing.Answered response = browsing.get(target);
            if (response.header("Content-Type").equals("application/octet-stream")) {
                assertThat(response.header("Content-Disposition"))
                        .matches(
                                "attachment; filename=\"[\\x20-\\x7e&&[^\"\\\\/:<>|?*;]]*\"; filename\\*=UTF-8''[!-~]*");
                files++;
                continue;
            }
            Document page = response.page();
            requireHarmless(target, page);
            for (String link : page.select("a[href]").eachAttr("href")) {
                if (link.startsWith("/")
                        && !link.startsWith("/v2/")
                        && !link.startsWith("/archives/")
                        && seen.add(link)) {
                    open.add(link);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(80);
        assertThat(files).isGreaterThan(5);
    }

    private static void requireHarmless(String target, Document page) {
        for (Element element : page.select("html, html *")) {
            assertThat(ELEMENTS).as(target).contains(element.normalName());
            if (element.normalName().equals("script")) {
                assertThat(element.attr("src")).as(target).startsWith("/assets/page-");
                assertThat(element.data()).isEmpty();
            }
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey();
                assertThat(name).as(target).doesNotStartWith("on").isNotEqualTo("style");
                if (Set.of("href", "src", "action", "formaction").contains(name)) {
                    assertThat(attribute.getValue()).as(target).matches(INSIDE).doesNotStartWith("//");
                }
                assertThat(INVISIBLE.matcher(attribute.getValue()).find())
                        .as(target + " " + attribute)
                        .isFalse();
            }
        }
        assertThat(INVISIBLE.matcher(page.wholeText()).find()).as(target).isFalse();
    }

    private static StockedRepositories stocked() {
        StockedRepositories repositories = new StockedRepositories();
        StockedRepositories.Shelf shelf = repositories.shelf("hostile/names");
        LayerBytes layer = new LayerBytes();
        SampleImage image = new SampleImage(shelf.memory);
        for (String name : NAMES) {
            String path = name.replace("\u0000", "").replace("\ud800", "").replaceFirst("^/+", "");
            layer.file("d/" + path, name);
            layer.link("links/" + path, name.replace("\u0000", ""));
            image.label(name, name).env(name + "=" + name).step(name).annotated(name, name);
        }
        image.layer(NAMES.get(0), layer.build());
        Descriptor manifest = image.build();
        for (String name : NAMES) {
            shelf.put(manifest, name);
            shelf.refer(
                    manifest,
                    ImageBuilder.anImageIn(shelf.memory)
                            .ofArtifactType(name)
                            .annotated("org.opencontainers.image.created", name)
                            .about(manifest)
                            .build()
                            .withArtifactType(name)
                            .withAnnotation("org.opencontainers.image.created", name));
        }
        shelf.put(
                IndexBuilder.anIndexIn(shelf.memory)
                        .of(manifest.withPlatform(
                                new Platform(NAMES.get(0), NAMES.get(1), NAMES.get(5), NAMES.get(6), List.of())))
                        .of(manifest.withPlatform(null)
                                .withAnnotation("vnd.docker.reference.digest", NAMES.get(0))
                                .withAnnotation("vnd.docker.reference.type", NAMES.get(1)))
                        .annotated(NAMES.get(0), NAMES.get(5))
                        .build(),
                "index");
        return repositories;
    }
}
