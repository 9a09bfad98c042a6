package dev.drayage.s3.access;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of a role, from AWS's token service.
 *
 * @param endpoint of that service
 * @param region that requests to it are signed for
 */
record RoleKeys(KeyRequests requests, URI endpoint, String region, InstantSource clock) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** For whoever runs under a token that a file has, as pods do. */
    AccessKeys byToken(String role, String session, Path file) throws IOException {
        TreeMap<String, String> query = query("AssumeRoleWithWebIdentity", role, session);
        query.put("WebIdentityToken", MachineKeys.smallFile(file));
        return keys(query, new TreeMap<>(), role);
    }

    /** For whoever has other keys. */
    AccessKeys byKeys(String role, String session, Optional<String> externalId, AccessKeys keys) throws IOException {
        TreeMap<String, String> query = query("AssumeRole", role, session);
        externalId.ifPresent(id -> query.put("ExternalId", id));
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        String digest = RequestSignature.sha256(UriText.query(query).getBytes(StandardCharsets.UTF_8));
        new RequestSignature("sts", region).sign("POST", endpoint, headers, digest, keys, clock.instant());
        return keys(query, headers, role);
    }

    private static TreeMap<String, String> query(String action, String role, String session) {
        TreeMap<String, String> query = new TreeMap<>();
        query.put("Action", action);
        query.put("Version", "2011-06-15");
        query.put("RoleArn", role);
        query.put("RoleSessionName", session);
        return query;
    }

    private AccessKeys keys(TreeMap<String, String> query, TreeMap<String, String> headers, String role)
            throws IOException {
        headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        KeyRequests.Reply reply;
        try {
            reply = requests.send(
                    "POST", endpoint, headers, UriText.query(query).getBytes(StandardCharsets.UTF_8), TIMEOUT);
        } catch (IOException e) {
            throw new IOException("the token service " + endpoint + " cannot be reached: " + e.getMessage(), e);
        }
        String xml = new String(reply.body(), StandardCharsets.UTF_8);
        if (reply.status() != 200) {
            throw new IOException("the token service " + endpoint + " gives no keys for the role " + role + ": status "
                    + reply.status() + " " + text(xml, "Code") + "; check the role and who may take it");
        }
        return KeyDocument.of(
                text(xml, "AccessKeyId"),
                text(xml, "SecretAccessKey"),
                text(xml, "SessionToken"),
                text(xml, "Expiration"),
                "the token service " + endpoint);
    }

    /** Keys have no characters that XML would write otherwise. */
    private static String text(String xml, String element) {
        Matcher found = Pattern.compile("<" + element + ">\\s*([A-Za-z0-9+/=_.:%-]*)\\s*</" + element + ">")
                .matcher(xml);
        return found.find() ? found.group(1) : "";
    }
}
