package dev.drayage.list;

import dev.drayage.json.Quotes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A list as it was read, not yet understood.
 *
 * @param label what messages call it: its file, or {@code standard input}
 * @param text all of it
 */
public record ListText(String label, String text) {
    /** Lists of a few thousand names have some hundred kilobytes; the output of a large Helm chart a few megabytes. */
    private static final int MAX_BYTES = 8 << 20;

    /** What stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    /**
     * Reads a file, or standard input for {@code -}.
     *
     * @throws InvalidListException if it is larger than lists are, or not UTF-8
     */
    public static ListText read(String file, InputStream standardInput) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return of("standard input", standardInput);
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return of(file, in);
        }
    }

    private static ListText of(String label, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InvalidListException(label, "it has more than " + MAX_BYTES + " bytes, which no list has");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new ListText(label, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new InvalidListException(label, "it is not text in UTF-8");
        }
    }

    /** What messages call a line of it, counted from 1. */
    String at(int line) {
        return Quotes.printable(label) + " line " + line;
    }
}
