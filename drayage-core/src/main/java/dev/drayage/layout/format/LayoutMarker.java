package dev.drayage.layout.format;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.json.Quotes;
import java.util.Set;

/** The {@code oci-layout} file that marks an image layout and names its version (image-spec's {@code image-layout.md}). */
public final class LayoutMarker {
    /** The name of the file. */
    public static final String FILE = "oci-layout";

    private static final String KEY = "imageLayoutVersion";
    private static final String VERSION = "1.0.0";

    private LayoutMarker() {}

    /**
     * Checks that the content of the file names version 1.0.0, the only one there is. Other keys do not matter.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, or names no or another version
     */
    public static void check(byte[] content, Limits limits) throws InvalidDocumentException {
        Fields fields = new Fields();
        JsonReader.read(content, FILE, limits, fields);
        if (!fields.found) {
            throw new InvalidDocumentException(FILE, KEY + ": is missing");
        }
    }

    /** The content of the file as containerd writes it: 30 bytes without a line break. */
    public static byte[] encode() {
        return new GoJsonWriter()
                .beginObject()
                .name(KEY)
                .value(VERSION)
                .endObject()
                .toBytes();
    }

    private static final class Fields implements JsonReader.Fields {
        private boolean found;

        @Override
        public Set<String> names() {
            return Set.of(KEY);
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            String version = in.stringOrNull();
            if (version != null && !version.equals(VERSION)) {
                throw in.problem("must be \"" + VERSION + "\", found " + Quotes.quote(version));
            }
            found = version != null;
        }
    }
}
