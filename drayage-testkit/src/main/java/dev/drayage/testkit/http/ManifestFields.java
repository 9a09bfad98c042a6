package dev.drayage.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few fields of manifests that a registry looks at, of manifests that the builders made. */
final class ManifestFields {
    private static final Pattern SUBJECT = Pattern.compile("\"subject\":\\{[^{}]*\"digest\":\"(?<digest>[^\"]+)\"");
    private static final Pattern ARTIFACT = Pattern.compile("^[^\\[]*?\"artifactType\":\"(?<type>[^\"]+)\"");

    private ManifestFields() {}

    /** The digest of the subject; empty without one. */
    static String subject(byte[] manifest) {
        Matcher matcher = SUBJECT.matcher(new String(manifest, StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group("digest") : "";
    }

    static String descriptor(String mediaType, String digest, byte[] manifest) {
        Matcher artifact = ARTIFACT.matcher(new String(manifest, StandardCharsets.UTF_8));
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + manifest.length
                + (artifact.find() ? ",\"artifactType\":\"" + artifact.group("type") + "\"" : "") + "}";
    }
}
