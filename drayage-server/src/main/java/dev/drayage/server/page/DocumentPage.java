package dev.drayage.server.page;

import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A manifest, a config, or any other blob of an image, as text. */
final class DocumentPage {
    private DocumentPage() {}

    static HtmlPage page(Visit visit, Descriptor image, Descriptor blob) throws IOException {
        List<Element> content = new ArrayList<>();
        String kind = blob.kind();
        String heading = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
        content.add(Element.of("h1", heading));
        content.add(Parts.facts(List.of(
                Map.entry("Digest", Parts.digest(blob.digest())),
                Map.entry("Media type", Element.name(Visible.cut(blob.mediaType(), 200))),
                Map.entry("Size", Sizes.element(blob.size())))));
        String fileName = blob.annotation("org.opencontainers.image.title")
                .orElse(blob.digest().hex().substring(0, 12));
        content.add(Element.of(
                "p",
                Element.link(Href.stored(visit.name(), blob), "Download")
                        .with("class", "button")
                        .with("download", Visible.cut(fileName, 120).replace('/', '_'))));
        content.add(text(visit, blob));
        return new HtmlPage(
                heading + " of " + visit.name(),
                visit.trail(visit.trail(image), Element.of("span", blob.kind())),
                content);
    }

    private static Element text(Visit visit, Descriptor blob) throws IOException {
        int most = visit.documents().limits().maxBytes();
        if (blob.size() > most) {
            return Parts.notice("It is larger than " + Sizes.text(most) + ", which is shown at most.");
        }
        byte[] bytes = Verification.readAll(visit.repository().content().withEmbedded(), blob, most);
        int shown = Math.min(bytes.length, visit.options().shownBytes());
        boolean whole = shown == bytes.length;
        Optional<String> text = ShownText.of(Arrays.copyOf(bytes, shown), whole);
        if (text.isEmpty()) {
            return Parts.notice("It is not text.");
        }
        return FilePage.text(
                whole ? ShownText.json(text.get()) : text.get(),
                whole,
                visit.options().shownBytes());
    }
}
