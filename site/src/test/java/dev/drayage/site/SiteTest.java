package dev.drayage.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site is whole: links lead somewhere, nothing is loaded from elsewhere, and each run writes the same. */
class SiteTest {
    private final WrittenSite site = WrittenSite.get();

    @TempDir
    private Path elsewhere;

    @Test
    void everyLinkLeadsToAPageThatIsThere() throws IOException {
        Map<Path, Set<String>> anchors = new HashMap<>();
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : site.pages()) {
            for (Element link : Jsoup.parse(page).select("a[href]")) {
                String href = link.attr("href");
                if (URI.create(href).isAbsolute()) {
                    continue;
                }
                links++;
                String[] parts = href.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                if (!Files.isRegularFile(target) || !target.startsWith(site.directory)) {
                    broken.add(page + ": " + href);
                } else if (parts.length == 2 && !anchorsOf(target, anchors).contains(parts[1])) {
                    broken.add(page + ": " + href + " (no such anchor)");
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(2000);
    }

    private static Set<String> anchorsOf(Path page, Map<Path, Set<String>> known) throws IOException {
        Set<String> found = known.get(page);
        if (found == null) {
            found = Jsoup.parse(page).select("[id]").stream().map(Element::id).collect(Collectors.toSet());
            known.put(page, found);
        }
        return found;
    }

    @Test
    void linksIntoTheRepositoryNameFilesThatAreThere() throws IOException {
        String base = ProjectFacts.ofBuild().repository() + "/";
        List<String> paths = new ArrayList<>();
        for (Path page : site.pages()) {
            Jsoup.parse(page).select("main a[href^=" + base + "]").eachAttr("href").stream()
                    .map(href -> href.substring(base.length()).replaceFirst("^(blob|tree)/main/", ""))
                    .forEach(paths::add);
        }
        assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(WrittenSite.ROOT.resolve(path))
                .exists());
    }

    @Test
    void everyPageHasItsFrameAndNoAnchorTwice() throws IOException {
        for (Path file : site.pages()) {
            Document page = Jsoup.parse(file);
            assertThat(page.select("h1")).as(file.toString()).hasSize(1);
            assertThat(page.select("main, header, footer, nav[aria-label=Chapters], a.skip[href=#content]"))
                    .as(file.toString())
                    .hasSize(5);
            assertThat(page.select("html").attr("lang")).isEqualTo("en");
            assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                    .startsWith("default-src 'none'");
            assertThat(page.select("[id]").eachAttr("id")).as(file.toString()).doesNotHaveDuplicates();
            assertThat(page.html()).as(file.toString()).doesNotContain("{{root}}", "{{content}}");
        }
    }

    @Test
    void nothingIsLoadedFromElsewhereAndNothingIsInline() throws IOException {
        for (Path file : site.pages()) {
            Document page = Jsoup.parse(file);
            List<String> loaded = new ArrayList<>(page.select("[src]").eachAttr("src"));
            loaded.addAll(page.select("link[href]").eachAttr("href"));
            assertThat(loaded).isNotEmpty().allMatch(href -> href.matches("(\\.\\./)*assets/[a-z.-]+"));
            assertThat(page.select("style, [style], [onclick], script:not([src]), iframe, object"))
                    .as(file.toString())
                    .isEmpty();
        }
        assertThat(Files.readString(site.directory.resolve("assets/site.css"))).doesNotContain("http", "@import");
    }

    @Test
    void everyRunWritesTheSameBytesWhereverItIs() throws IOException {
        WrittenSite.write(elsewhere.resolve("deep/er"));
        Path again = elsewhere.resolve("deep/er");

        assertThat(WrittenSite.filesBelow(again)).isEqualTo(WrittenSite.filesBelow(site.directory));
        for (Path file : WrittenSite.filesBelow(again)) {
            assertThat(again.resolve(file)).hasSameBinaryContentAs(site.directory.resolve(file));
        }
    }

    @Test
    void everyComparedCommandSaysWhetherItWasRun() throws IOException {
        Document page = site.page("coming-from.html");
        int rows = page.select("td:first-child").size();
        int options = page.select("h2#options ~ .table td:first-child").size();

        assertThat(page.select("td.ran")).hasSize(rows - options).hasSizeGreaterThan(70);
        assertThat(page.select("td.ran").eachText())
                .contains("✓ both, same result", "✓ both", "✓ dray")
                .allMatch(text -> text.startsWith("✓ ") || text.equals("–"));
        assertThat(page.select("main").text()).contains("Compared with skopeo ");
    }

    @Test
    void everyDocumentIsAPage() throws IOException {
        assertThat(site.pages().stream()
                        .map(page -> site.directory.relativize(page).toString()))
                .contains("index.html", "start.html", "command.html", "library.html", "coming-from.html", "import.html")
                .contains("performance.html", "changelog.html", "contributing.html", "decisions/json.html")
                .contains("man/dray.html", "man/dray-export.html", "everything.html");
        assertThat(site.directory.resolve("api/index.html")).exists();
    }
}
