package dev.drayage.server.access;

import dev.drayage.server.http.Request;
import dev.drayage.server.reload.ReloadedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Users with passwords in a file of {@code htpasswd}, who may do everything (RFC 7617). The file is read again when it
 * changes. How long a refusal takes does not tell whether there is such a user.
 */
public final class PasswordAuthenticator implements Authenticator {
    private static final String SCHEME = "Basic ";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Each of them has a thread of the server. */
    private static final int MOST_WAITING = 32;

    private final ReloadedFiles<HashedPasswords> passwords;
    private final RecentLogins recent;
    /** Whoever guesses passwords leaves a processor to the others, where there are two or more. */
    private final Semaphore checking =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);

    private PasswordAuthenticator(ReloadedFiles<HashedPasswords> passwords, InstantSource clock) {
        this.passwords = passwords;
        this.recent = new RecentLogins(clock);
    }

    /**
     * Reads the users of a file.
     *
     * @param problems told, in a sentence each, of changes of the file that could not be read
     * @throws IOException if it cannot be read, or has passwords that are not hashed with bcrypt
     */
    public static PasswordAuthenticator open(Path file, Consumer<String> problems) throws IOException {
        return open(file, problems, InstantSource.system());
    }

    static PasswordAuthenticator open(Path file, Consumer<String> problems, InstantSource clock) throws IOException {
        return new PasswordAuthenticator(
                ReloadedFiles.open(List.of(file), () -> HashedPasswords.read(file), problems, clock), clock);
    }

    /** A user and a password, as a request has them. */
    private static final class Credentials {
        private final String user;
        private final byte[] password;

        Credentials(String user, byte[] password) {
            this.user = user;
            this.password = password;
        }
    }

    @Override
    public Authentication authenticate(Request request) {
        String header = request.header("Authorization").orElse("");
        if (header.isEmpty()) {
            return new Authentication.Anonymous();
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Authentication.Rejected("only user and password are taken here");
        }
        Credentials given;
        try {
            given = parse(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Authentication.Rejected("the header Authorization is not that of a user and a password");
        }
        // Some clients send this when they have none.
        return given.user.isEmpty() && given.password.length == 0 ? new Authentication.Anonymous() : check(given);
    }

    private static Credentials parse(String encoded) throws CharacterCodingException {
        byte[] bytes = Base64.getDecoder().decode(encoded);
        int colon = 0;
        while (colon < bytes.length && bytes[colon] != ':') {
            colon++;
        }
        if (colon == bytes.length) {
            throw new IllegalArgumentException("there is no colon");
        }
        String user = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, 0, colon))
                .toString();
        return new Credentials(user, Arrays.copyOfRange(bytes, colon + 1, bytes.length));
    }

    private Authentication check(Credentials given) {
        HashedPasswords users = passwords.get();
        String hash = users.hash(given.user).orElse("");
        RecentLogins.Key key = recent.key(given.user, given.password, hash);
        if (recent.contains(key)) {
            return verified(given);
        }
        try {
            if (checking.getQueueLength() >= MOST_WAITING
                    || !checking.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Authentication.Undecided(LONGEST_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Authentication.Undecided(LONGEST_WAIT);
        }
        try {
            boolean isRight = BCrypt.checkpw(given.password, hash.isEmpty() ? nobody(users.highestCost()) : hash);
            if (isRight && !hash.isEmpty()) {
                recent.add(key);
                return verified(given);
            }
        } finally {
            checking.release();
        }
        return new Authentication.Rejected("user or password is wrong");
    }

    /** The hash of no password. */
    private static String nobody(int cost) {
        return String.format(Locale.ROOT, "$2a$%02d$", cost) + ".".repeat(53);
    }

    private static Authentication verified(Credentials given) {
        return new Authentication.Verified(given.user, scope -> true);
    }

    @Override
    public String challenge(List<Scope> scopes, String error) {
        return "Basic realm=\"registry\", charset=\"UTF-8\"";
    }
}
