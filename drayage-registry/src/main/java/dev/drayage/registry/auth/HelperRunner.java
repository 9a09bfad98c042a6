package dev.drayage.registry.auth;

import dev.drayage.json.Quotes;
import dev.drayage.registry.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Talks to {@code docker-credential-NAME} programs, by the protocol of docker-credential-helpers. */
final class HelperRunner {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final int MAX_BYTES = 1 << 20;
    private static final int POLL_MILLIS = 20;

    /** The user name that says the secret is an identity token. */
    private static final String TOKEN_USER = "<token>";

    private final Map<String, String> variables;
    private final Duration timeout;

    /** Helpers that did not end: they are not waited for again, under whatever name a registry is kept. */
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();

    HelperRunner(Map<String, String> variables, Duration timeout) {
        this.variables = Map.copyOf(variables);
        this.timeout = timeout;
    }

    private IOException hangs(String helper, String verb) {
        return new IOException(
                "docker-credential-" + helper + " " + verb + " did not end in " + timeout.toSeconds() + " s");
    }

    private record Outcome(int code, String output) {}

    Optional<Credentials> get(String helper, String server) throws IOException {
        Outcome outcome = run(helper, "get", server);
        if (outcome.code() != 0) {
            if (isAbsence(outcome)) {
                return Optional.empty();
            }
            throw failed(helper, "get", outcome);
        }
        JsonObject response;
        try {
            response = JsonObject.parse(outcome.output().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("docker-credential-" + helper + " get did not answer in JSON", e);
        }
        String user = response.string("Username").orElse("");
        String secret = response.string("Secret").orElse("");
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                user.equals(TOKEN_USER)
                        ? new Credentials("", secret, Credentials.Kind.IDENTITY_TOKEN)
                        : Credentials.of(user, secret));
    }

    void store(String helper, String server, Credentials credentials) throws IOException {
        JsonObject entry = new JsonObject();
        entry.put("ServerURL", server);
        boolean isToken = credentials.kind() == Credentials.Kind.IDENTITY_TOKEN;
        entry.put("Username", isToken ? TOKEN_USER : credentials.username());
        entry.put("Secret", credentials.secret());
        Outcome outcome = run(helper, "store", new String(entry.toBytes(), StandardCharsets.UTF_8));
        if (outcome.code() != 0) {
            throw failed(helper, "store", outcome);
        }
    }

    boolean erase(String helper, String server) throws IOException {
        Outcome outcome = run(helper, "erase", server);
        if (outcome.code() != 0 && !isAbsence(outcome)) {
            throw failed(helper, "erase", outcome);
        }
        return outcome.code() == 0;
    }

    private static boolean isAbsence(Outcome outcome) {
        return outcome.output().contains("credentials not found");
    }

    private static IOException failed(String helper, String verb, Outcome outcome) {
        String said = outcome.output().strip();
        return new IOException("docker-credential-" + helper + " " + verb + " failed with " + outcome.code()
                + (said.isEmpty() ? " and does not say why; run it by hand to see" : ": " + Quotes.quote(said)));
    }

    /** The program on the PATH of the variables, which need not be that of this process. */
    private String program(String name) {
        for (String directory : variables.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return name;
    }

    private Outcome run(String helper, String verb, String input) throws IOException {
        if (!NAME.matcher(helper).matches()) {
            throw new IOException(Quotes.quote(helper) + " is not the name of a credential helper");
        }
        if (hanging.contains(helper)) {
            throw hangs(helper, verb);
        }
        ProcessBuilder builder =
                new ProcessBuilder(program("docker-credential-" + helper), verb).redirectError(Redirect.DISCARD);
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "docker-credential-" + helper + " cannot be started; install it, or take it out of the file of"
                            + " credentials",
                    e);
        }
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A helper that does not want to read it says why, or fails.
        }
        try {
            String output = outputOf(process, helper, verb);
            return new Outcome(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a credential helper ran");
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * What a helper has said when it ends. Its output need not end then: a daemon that it leaves behind may hold it open. So
     * nothing is ever read that is not there already.
     */
    private String outputOf(Process process, String helper, String verb) throws IOException, InterruptedException {
        InputStream stdout = process.getInputStream();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        long end = System.nanoTime() + timeout.toNanos();
        for (boolean ended = false; !ended; ) {
            ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            for (int there = stdout.available(); there > 0; there = stdout.available()) {
                output.writeBytes(stdout.readNBytes(there));
                if (output.size() > MAX_BYTES) {
                    throw new IOException("docker-credential-" + helper + " " + verb + " says more than " + MAX_BYTES
                            + " bytes, too many for credentials");
                }
            }
            if (!ended && System.nanoTime() - end > 0) {
                hanging.add(helper);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                throw hangs(helper, verb);
            }
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
