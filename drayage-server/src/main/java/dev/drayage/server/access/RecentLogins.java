package dev.drayage.server.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials that were right a short while ago, so that not every request pays for a bcrypt. They are kept as keyed
 * hashes that nobody can try passwords on without the key of this process. Thread-safe.
 */
final class RecentLogins {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_KEPT = 1000;
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** A hash in hex. */
    record Key(String hex) {}

    private final InstantSource clock;
    private final SecretKeySpec secret;
    private final Map<Key, Instant> known = new LinkedHashMap<>(64, 0.75f, true);

    RecentLogins(InstantSource clock) {
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.secret = new SecretKeySpec(random, ALGORITHM);
    }

    /** What stands for a password that was compared with a hash; another hash makes it another. */
    Key key(String user, byte[] password, String hash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            // A hash has 60 characters, and the length of the name says where the password begins.
            mac.update(hash.getBytes(StandardCharsets.UTF_8));
            byte[] name = user.getBytes(StandardCharsets.UTF_8);
            mac.update(new byte[] {
                (byte) (name.length >>> 24), (byte) (name.length >>> 16), (byte) (name.length >>> 8), (byte) name.length
            });
            mac.update(name);
            return new Key(HexFormat.of().formatHex(mac.doFinal(password)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    synchronized boolean contains(Key key) {
        Instant since = known.get(key);
        if (since == null) {
            return false;
        }
        if (clock.instant().isAfter(since.plus(LIFETIME))) {
            known.remove(key);
            return false;
        }
        return true;
    }

    synchronized void add(Key key) {
        known.put(key, clock.instant());
        if (known.size() > MAX_KEPT) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
