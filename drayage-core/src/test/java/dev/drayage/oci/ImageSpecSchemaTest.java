package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The documents by which image-spec tests its JSON schema, each named for whether the schema takes it. Where this reader
 * differs, the document stands in {@link #DIFFERENT} with the reason.
 */
class ImageSpecSchemaTest {
    private static final String FOLDER = "corpus/opencontainers+image-spec/schema-tests";

    private static final String UNVERIFIABLE = "nothing could verify content under this algorithm or encoding";
    private static final String ANY_MEDIA_TYPE = "media types are compared, not taken apart; containerd takes any";
    private static final String NOT_DESCRIBING = "says how to run the image, which is skipped";

    private static final Map<String, String> DIFFERENT = Map.ofEntries(
            Map.entry("manifest/01-fail.json", ANY_MEDIA_TYPE),
            Map.entry("manifest/06-fail.json", "an image without layers is rare, but the text of the spec allows it"),
            Map.entry("manifest/07-ok.json", UNVERIFIABLE),
            Map.entry("index/01-fail.json", ANY_MEDIA_TYPE),
            Map.entry("index/04-fail.json", "a platform without architecture is kept, and matches none that has one"),
            Map.entry("index/05-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/04-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/05-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/06-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/08-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/09-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/18-fail.json", "URLs are kept as they are and checked where they are used"),
            Map.entry("descriptor/20-fail.json", ANY_MEDIA_TYPE),
            Map.entry("descriptor/22-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/23-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/24-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/25-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/26-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/28-ok.json", UNVERIFIABLE),
            Map.entry("descriptor/29-ok.json", UNVERIFIABLE),
            Map.entry("config/03-fail.json", NOT_DESCRIBING),
            Map.entry("config/09-fail.json", NOT_DESCRIBING));

    @ParameterizedTest
    @ValueSource(strings = {"manifest", "index", "descriptor", "config", "layout"})
    void takesWhatTheSchemaTakesButForTheNamedExceptions(String kind) throws IOException {
        List<Path> files = TestData.files(FOLDER + "/" + kind, 1 << 20);
        assertThat(files).isNotEmpty();
        TreeMap<String, String> unexpected = new TreeMap<>();
        for (Path file : files) {
            String name = kind + "/" + file.getFileName();
            boolean expected = name.endsWith("-ok.json") != DIFFERENT.containsKey(name);
            String problem = problem(kind, Files.readAllBytes(file));
            if (problem.isEmpty() != expected) {
                unexpected.put(name, problem.isEmpty() ? "was taken" : problem);
            }
        }
        assertThat(unexpected).isEmpty();
    }

    private static String problem(String kind, byte[] bytes) {
        try {
            RawDocument raw = RawDocument.of(bytes);
            switch (kind) {
                case "manifest" -> Manifest.parse(raw, MediaTypes.OCI_MANIFEST, Documents.LIMITS);
                case "index" -> Index.parse(raw, MediaTypes.OCI_INDEX, Documents.LIMITS);
                case "descriptor" -> Documents.parseDescriptor(new String(bytes, StandardCharsets.UTF_8));
                case "config" -> ImageConfig.parse(raw, Documents.LIMITS);
                default -> LayoutMarker.check(bytes, Documents.LIMITS);
            }
            return "";
        } catch (InvalidDocumentException e) {
            return e.problem();
        }
    }
}
