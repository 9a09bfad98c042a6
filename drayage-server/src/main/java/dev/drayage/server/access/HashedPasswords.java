package dev.drayage.server.access;

import dev.drayage.json.Quotes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Users and the hashes of their passwords, as {@code htpasswd -B} writes them. Hashes other than bcrypt's are refused: they
 * can be guessed too fast, or are none.
 */
final class HashedPasswords {
    /** Each step doubles the time; from here on a login takes seconds. */
    private static final int MAX_COST = 16;

    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    private final Map<String, String> hashes;
    private final int highestCost;

    private HashedPasswords(Map<String, String> hashes, int highestCost) {
        this.hashes = Map.copyOf(hashes);
        this.highestCost = highestCost;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if there is none, or it is not what it should be; the message names file and line
     */
    static HashedPasswords read(Path file) throws IOException {
        Map<String, String> hashes = new HashMap<>();
        int highestCost = 0;
        int number = 0;
        for (String line : text(file).split("\n", -1)) {
            number++;
            String entry = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (entry.isBlank() || entry.startsWith("#")) {
                continue;
            }
            int colon = entry.indexOf(':');
            if (colon <= 0) {
                throw new IOException(file + ", line " + number + ": it is not USER:HASH, as htpasswd -B writes it");
            }
            String user = entry.substring(0, colon);
            int cost = cost(entry.substring(colon + 1), file + ", line " + number, user);
            highestCost = Math.max(highestCost, cost);
            if (hashes.put(user, entry.substring(colon + 1)) != null) {
                throw new IOException(file + ", line " + number + ": the user " + Quotes.quote(user)
                        + " is there already; remove one of the lines");
            }
        }
        if (hashes.isEmpty()) {
            throw new IOException(file + " names no user; add one with: htpasswd -B " + file + " USER");
        }
        return new HashedPasswords(hashes, highestCost);
    }

    private static int cost(String hash, String where, String user) throws IOException {
        Matcher bcrypt = BCRYPT.matcher(hash);
        if (!bcrypt.matches()) {
            throw new IOException(where + ": the password of " + Quotes.quote(user)
                    + " is not hashed with bcrypt; set it again with htpasswd -B");
        }
        int cost = Integer.parseInt(bcrypt.group(1));
        if (cost < 4 || cost > MAX_COST) {
            throw new IOException(where + ": the password of " + Quotes.quote(user) + " is hashed at cost " + cost
                    + ", and only 4 to " + MAX_COST + " can be checked in time; set it again with htpasswd -B -C 10");
        }
        return cost;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes; name a file of htpasswd");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not text in UTF-8; name a file of htpasswd", e);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist; make it with: htpasswd -B -c " + file + " USER", e);
        }
    }

    /** The hash of a user's password. */
    Optional<String> hash(String user) {
        return Optional.ofNullable(hashes.get(user));
    }

    /** The highest cost of a hash, by which a user that is not there takes as long as one that is. */
    int highestCost() {
        return highestCost;
    }
}
