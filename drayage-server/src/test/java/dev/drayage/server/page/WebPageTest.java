package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class WebPageTest {
    private final Gallery gallery = new Gallery();
    private final Browsing browsing = new Browsing(gallery.repositories, PageOptions.defaults());

    private String server(String query) {
        return "/r/" + Gallery.SERVER + "?" + query;
    }

    private Descriptor baseLayer() {
        return Descriptor.of(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                gallery.server.memory.digests().stream()
                        .filter(digest ->
                                Arrays.equals(gallery.server.memory.bytes(digest), ImageBuilder.gzip(Gallery.base())))
                        .findFirst()
                        .orElseThrow(),
                0);
    }

    private String layer(String more) {
        return server(
                "digest=" + gallery.amd64.digest() + "&layer=" + baseLayer().digest() + more);
    }

    @Test
    void listsRepositoriesWithLinks() throws IOException {
        Document page = browsing.page("/");

        assertThat(page.select(".repositories a").eachText())
                .hasSize(13)
                .contains("library/server", "team/charts/monitoring");
        assertThat(page.select(".repositories a").eachAttr("href")).contains("/r/library/server");
    }

    @Test
    void filtersAndPagesWithPlainForms() throws IOException {
        Browsing small =
                new Browsing(gallery.repositories, PageOptions.defaults().withRows(5));
        Document first = small.page("/");
        Document second = small.page(first.select("a[rel=next]").attr("href"));
        Document filtered = browsing.page("/?q=RE");

        assertThat(first.select(".repositories a").eachText()).hasSize(5);
        assertThat(second.select(".repositories a").eachText())
                .hasSize(5)
                .doesNotContainAnyElementsOf(first.select(".repositories a").eachText());
        assertThat(filtered.select(".repositories a").eachText())
                .containsExactly("library/postgres", "library/redis", "team/tools/collect-and-report");
        assertThat(filtered.select("input[name=q]").attr("value")).isEqualTo("RE");
        assertThat(browsing.page("/?q=nothing").text()).contains("No name has “nothing” in it.");
    }

    @Test
    void listsTagsWithPlatformsSizesAndDigests() throws IOException {
        Document page = browsing.page("/r/" + Gallery.SERVER);

        assertThat(page.select("tbody th").eachText()).containsExactly("2.0", "2.1", "latest");
        Element row = page.select("tbody tr").get(1);
        assertThat(row.select(".chip").eachText()).containsExactly("linux/amd64", "linux/arm64/v8");
        assertThat(row.select("time").attr("datetime")).isEqualTo("2026-03-04T05:06:07Z");
        assertThat(row.select("a.digest").attr("title"))
                .isEqualTo(gallery.index.digest().toString());
        assertThat(row.select(".size").text()).endsWith("KiB");
    }

    @Test
    void showsTheManifestsOfAnIndex() throws IOException {
        Document page = browsing.page(server("tag=2.1"));

        assertThat(page.select("table[aria-label=Manifests] tbody th").eachText())
                .containsExactly("linux/amd64", "linux/arm64/v8");
        assertThat(page.select("table[aria-label=Manifests] tbody th a").attr("href"))
                .isEqualTo("/r/library/server?digest="
                        + gallery.amd64.digest().toString().replace(":", ":"));
        assertThat(page.select("select option").eachAttr("value")).contains("", "linux/amd64", "linux/arm64/v8");
        assertThat(page.select("button[formaction]").eachAttr("formaction"))
                .containsExactly(
                        "/archives/library/server:2.1.tar",
                        "/archives/library/server:2.1.tar.gz",
                        "/archives/library/server:2.1.tar.zst");
    }

    @Test
    void showsConfigHistoryAndLayersOfAManifest() throws IOException {
        Document page = browsing.page(server("digest=" + gallery.amd64.digest()));

        assertThat(page.select("section[aria-labelledby=run]").text())
                .contains(
                        "/usr/bin/server '--it'\\''s'",
                        "--port 8080",
                        "65532:65532",
                        "8080/tcp",
                        "/srv",
                        "SERVER_VERSION 2.1");
        assertThat(page.select(".history li")).hasSize(5);
        assertThat(page.select(".history li").get(3).text()).contains("layer #2");
        assertThat(page.select(".history li").get(1).text()).contains("no layer");
        List<String> shared = page.select("table[aria-label=Layers] tbody tr").eachText();
        assertThat(shared.get(0)).contains("tar, gzip", "2.0");
        assertThat(shared.get(1)).contains("2.1 linux/arm64/v8").doesNotContain("2.0", "amd64");
        assertThat(page.select("dl.facts").text()).contains("Tags 2.1 latest");
        assertThat(page.select("section[aria-labelledby=labels]").text()).contains("https://git.example/team/server");
    }

    @Test
    void showsWhatIsAboutAnImage() throws IOException {
        Document page = browsing.page(server("tag=2.1"));

        assertThat(page.select("table[aria-label=Referrers] tbody th").eachText())
                .containsExactlyInAnyOrder("Signature", "SBOM");
        Document signature = browsing.page(
                page.select("table[aria-label=Referrers] tbody tr a").get(0).attr("href"));
        assertThat(signature.select("dl.facts").text())
                .contains(
                        "application/vnd.dev.cosign.artifact.sig.v1+json",
                        gallery.index.digest().shortForm());
        Document content = browsing.page(
                signature.select("section[aria-labelledby=layers] tbody th a").attr("href"));
        assertThat(content.select("pre.file").get(0).wholeText()).isEqualTo("""
                        {
                          "of": [
                            1,
                            {
                              "a": "b, c"
                            }
                          ],
                          "empty": {}
                        }""");
    }

    @Test
    void commandsFitHowTheRequestCame() throws IOException {
        String plain = commands(PageRequest.get(server("tag=2.1")));
        assertThat(plain)
                .contains(
                        "docker pull registry.example:5000/library/server:2.1",
                        "podman pull --tls-verify=false registry.example:5000/library/server:2.1",
                        "ctr images pull --plain-http registry.example:5000/library/server:2.1",
                        "crane pull --insecure registry.example:5000/library/server:2.1 server-2.1.tar",
                        "skopeo copy --src-tls-verify=false docker://registry.example:5000/library/server:2.1"
                                + " oci-archive:server-2.1.tar",
                        "dray copy --plain-http docker://registry.example:5000/library/server:2.1"
                                + " oci-archive:server-2.1.tar");
        String secure = commands(PageRequest.get(server("tag=2.1")).at("https://registry.example"));
        assertThat(secure)
                .contains("ctr images pull registry.example/library/server:2.1")
                .doesNotContain("insecure", "plain", "tls-verify");
        String byDigest = commands(PageRequest.get(server("digest=" + gallery.amd64.digest())));
        assertThat(byDigest).contains("docker pull registry.example:5000/library/server@" + gallery.amd64.digest());
        String hostile = commands(PageRequest.get(server("tag=2.1")).at("http://a;rm -rf ~"));
        assertThat(hostile).doesNotContain("rm -rf");
    }

    private String commands(PageRequest request) throws IOException {
        return browsing.ask(request).page().select(".commands code").eachText().toString();
    }

    @Test
    void walksTheFoldersOfALayer() throws IOException {
        Document top = browsing.page(layer(""));
        assertThat(top.select("tbody th").eachText()).containsExactly("etc/", "usr/");
        Document folder =
                browsing.page(top.select("tbody th a").eachAttr("href").get(1));
        assertThat(folder.select("tbody th").eachText()).containsExactly("bin/", "share/");
        Document many = browsing.page(layer("&folder=usr/share/doc"));
        assertThat(many.select("tbody th")).hasSize(100);
        Document next = browsing.page(many.select("a[rel=next]").attr("href"));
        assertThat(next.select("tbody th").get(0).text()).isEqualTo("package-100/");
        Document found = browsing.page(layer("&find=Package-24"));
        assertThat(found.select("tbody th").eachText()).hasSize(10).contains("usr/share/doc/package-240/copyright");
        Document bin = browsing.page(layer("&folder=usr/bin"));
        assertThat(bin.text()).contains("hard link to usr/bin/tool", "link to /usr/bin/tool");
        assertThat(browsing.get(layer("&folder=nowhere")).status()).isEqualTo(404);
    }

    @Test
    void showsAFileAndSendsItToBeKept() throws IOException {
        Document file = browsing.page(layer("&file=etc/os-release"));
        assertThat(file.select("pre.file").get(0).wholeText()).isEqualTo("NAME=\"Example Linux\"\nVERSION_ID=12\n");
        Browsing.Answered kept = browsing.get(file.select("a.button").attr("href"));
        assertThat(kept.text()).isEqualTo("NAME=\"Example Linux\"\nVERSION_ID=12\n");
        assertThat(kept.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(kept.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"os-release\"; filename*=UTF-8''os-release");
        assertThat(kept.header("X-Content-Type-Options")).isEqualTo("nosniff");

        Document binary = browsing.page(layer("&file=usr/bin/other"));
        assertThat(binary.text()).contains("Hard link to usr/bin/tool", "7f 45 4c 46");
        assertThat(browsing.get(layer("&file=usr/bin/other&download=1")).body()).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(browsing.get(layer("&file=usr/bin/sh")).status()).isEqualTo(422);
        assertThat(browsing.get(layer("&file=etc/shadow")).status()).isEqualTo(404);
    }

    @Test
    void ofALongFileTheStartIsShown() throws IOException {
        byte[] tar = new LayerBytes().file("long", "é".repeat(1000)).build();
        Descriptor image = gallery.server.put(
                new SampleImage(gallery.server.memory).layer("ADD long", tar).build(), "long");
        Browsing narrow =
                new Browsing(gallery.repositories, PageOptions.defaults().withLayerLimits(1 << 20, 100, 101));
        String layer = layerOf(narrow, image, 0);

        Document file = narrow.page(layer + "&file=long");
        assertThat(file.select("pre.file").text()).isEqualTo("é".repeat(50));
        assertThat(file.text()).contains("These are its first 101 bytes; download it for the rest.");
    }

    private static String layerOf(Browsing browsing, Descriptor image, int number) throws IOException {
        return browsing.page("/r/" + Gallery.SERVER + "?digest=" + image.digest())
                .select("table[aria-label=Layers] tbody th a")
                .get(number)
                .attr("href");
    }

    @Test
    void aLayerBeyondTheLimitsIsListedInPartAndItsFilesAreNotShown() throws IOException {
        for (PageOptions options : List.of(
                PageOptions.defaults().withLayerLimits(1 << 20, 3, 100),
                PageOptions.defaults().withLayerLimits(4096, 1000, 100))) {
            Browsing narrow = new Browsing(gallery.repositories, options);
            Document top = narrow.page(layer(""));
            assertThat(top.select(".notice").text()).startsWith("This is not all of the layer, and not verified. It ");
            assertThat(narrow.get(layer("&file=etc/os-release")).status()).isIn(404, 422);
            assertThat(narrow.page(layer("&folder=etc")).select("tbody th a")).isEmpty();
        }
    }

    @Test
    void aDamagedLayerIsNeverShown() throws IOException {
        Descriptor layer = baseLayer();
        List<String> targets =
                List.of(layer(""), layer("&file=etc/os-release"), layer("&file=etc/os-release&download=1"));
        byte[] damaged = Gallery.base();
        damaged[1600] ^= 1; // in the first file
        gallery.server.memory.replace(layer.digest(), ImageBuilder.gzip(damaged));

        for (String target : targets) {
            Browsing.Answered response = browsing.get(target);
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain("Example").doesNotContain(StockedRepositories.LOCATION);
        }
        assertThat(browsing.problems).hasSize(3).allMatch(problem -> problem.contains(StockedRepositories.LOCATION));
    }

    @Test
    void aLayerThatIsDamagedOnceItWasListedBreaksTheDownloadOff() throws IOException {
        byte[] noise = ImageBuilder.noise(1, 300_000);
        byte[] tar = new LayerBytes().file("a", noise).file("b", "b").build();
        Descriptor image = gallery.server.put(
                new SampleImage(gallery.server.memory).layer("ADD a", tar).build(), "noise");
        String layer = layerOf(browsing, image, 0);
        assertThat(browsing.get(layer + "&file=a&download=1").body()).isEqualTo(noise);
        Descriptor stored =
                new Documents(gallery.server.content()).manifest(image).layers().get(0);
        gallery.server.memory.flipBit(stored.digest(), 8 * (stored.size() / 2));

        ByteArrayOutputStream received = new ByteArrayOutputStream();
        assertThatThrownBy(() -> browsing.send(PageRequest.get(layer + "&file=a&download=1"), received))
                .isInstanceOf(IOException.class);
        assertThat(received.size()).isLessThan(noise.length);
        assertThat(gallery.server.memory.openBlobs()).isZero();
    }

    @Test
    void aLayerOfAHundredThousandFilesIsShownByPages() throws IOException {
        LayerBytes large = new LayerBytes();
        for (int i = 0; i < 100_000; i++) {
            large.file(String.format("var/lib/%05d", i), "");
        }
        Descriptor image = gallery.server.put(
                new SampleImage(gallery.server.memory)
                        .layer("ADD var", large.build())
                        .build(),
                "large");
        String layer = layerOf(browsing, image, 0);

        Browsing.Answered first = browsing.get(layer + "&folder=var/lib");
        assertThat(first.page().select("tbody th")).hasSize(100);
        assertThat(first.page().select(".facts").text()).contains("100000");
        assertThat(first.body()).hasSizeLessThan(100_000);
        assertThat(browsing.page(layer + "&folder=var/lib&after=99997")
                        .select("tbody th")
                        .eachText())
                .containsExactly("99998", "99999");
        assertThat(browsing.page(layer + "&find=7777").select("tbody th").eachText())
                .hasSize(19);
    }

    @Test
    void onlyBlobsOfTheImageCanBeAskedFor() throws IOException {
        assertThat(browsing.get(server("digest=" + gallery.arm64.digest() + "&layer="
                                + baseLayer().digest()))
                        .status())
                .isEqualTo(404);
        assertThat(browsing.get(server("digest=" + gallery.arm64.digest() + "&raw="
                                + baseLayer().digest()))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void documentsAreShownAsTheyAreStored() throws IOException {
        Document page = browsing.page(server("digest=" + gallery.amd64.digest() + "&raw=" + gallery.amd64.digest()));
        assertThat(page.select("pre.file").get(0).wholeText().replaceAll("\\s", ""))
                .isEqualTo(new String(gallery.server.memory.bytes(gallery.amd64.digest()), StandardCharsets.UTF_8));
    }

    @Test
    void whatNeverChangesIsSentOnce() throws IOException {
        for (String target : List.of(
                "/",
                server("tag=2.1"),
                layer("&folder=etc"),
                layer("&file=etc/passwd"),
                layer("&file=etc/passwd&download=1"),
                server("digest=" + gallery.amd64.digest() + "&raw=" + gallery.amd64.digest()))) {
            Browsing.Answered first = browsing.get(target);
            assertThat(first.header("Cache-Control")).startsWith("private, ");
            Browsing.Answered again =
                    browsing.ask(PageRequest.get(target).with("If-None-Match", "\"x\", " + first.header("ETag")));
            assertThat(again.status()).as(target).isEqualTo(304);
            assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
            assertThat(again.body()).isEmpty();
        }
        assertThat(browsing.get(layer("&folder=etc")).header("ETag"))
                .isNotEqualTo(browsing.get(layer("&folder=usr")).header("ETag"));
    }

    @Test
    void assetsAreKeptForEverUnderTheirOwnNames() throws IOException {
        Document page = browsing.page("/");
        String style = page.select("link[rel=stylesheet]").attr("href");
        assertThat(browsing.get(style).header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(browsing.get(style).header("Content-Type")).isEqualTo("text/css; charset=utf-8");
        assertThat(browsing.get("/assets/page-0000.css").header("Cache-Control"))
                .isEqualTo("no-cache");
        assertThat(browsing.get("/assets/other.css").status()).isEqualTo(404);
        assertThat(browsing.get(page.select("script").attr("src")).text()).startsWith("// What makes");
    }

    @Test
    void everythingSaysWhatABrowserMayDoWithIt() throws IOException {
        for (String target : List.of("/", "/nowhere", server("tag=none"), layer("&file=etc/passwd&download=1"))) {
            Browsing.Answered response = browsing.get(target);
            assertThat(response.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "data:");
            assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(response.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        }
    }

    @Test
    void whatIsNotThereIsSaidInAPage() throws IOException {
        for (String target : List.of("/nowhere", "/r/none", "/r", server("tag=none"), server("digest=sha256:12"))) {
            Browsing.Answered response = browsing.get(target);
            assertThat(response.status()).as(target).isEqualTo(404);
            assertThat(response.page().select("h1").text()).isEqualTo("Not found");
        }
        Browsing.Answered post = browsing.ask(new PageRequest("POST", "/"));
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(browsing.ask(new PageRequest("HEAD", "/")).status()).isEqualTo(200);
    }

    @Test
    void anIndexWithoutSomeOfItsManifestsIsShown() throws IOException {
        gallery.server.memory.remove(gallery.arm64.digest());
        Document page = browsing.page(server("tag=2.1"));
        assertThat(page.select("table[aria-label=Manifests] tbody tr")
                        .eachText()
                        .get(1))
                .startsWith("linux/arm64/v8 – –");
        assertThat(browsing.get(server("digest=" + gallery.arm64.digest())).status())
                .isEqualTo(404);
    }

    @Test
    void otherPlatformsOfATagThatShareALayerAreNamed() throws IOException {
        byte[] base = Gallery.base();
        Descriptor other = gallery.server.put(
                new SampleImage(gallery.server.memory)
                        .on(Platform.of("linux", "s390x"))
                        .layer("ADD base", base)
                        .build(),
                "big-endian");
        Document page = browsing.page(server("digest=" + other.digest()));
        assertThat(page.select("table[aria-label=Layers] tbody td .chip").eachText())
                .contains("2.0", "2.1 linux/amd64", "latest linux/amd64");
    }
}
