package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How to get an image: commands to be copied, and archives to be downloaded. */
final class PullCommands {
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](?::[0-9]{1,5})?");
    private static final Pattern LOOPBACK = Pattern.compile("(?:localhost|127\\.[0-9.]+|\\[::1])(?::[0-9]+)?");

    private PullCommands() {}

    static Element section(Visit visit, Descriptor image, Set<Platform> platforms) {
        String tag = visit.parameter("tag");
        String reference = tag.isEmpty() ? "@" + image.digest() : ":" + tag;
        Element section = Parts.section("get", "Get it");
        String origin = visit.request().origin();
        String host = origin.replaceFirst("^https?://", "");
        boolean plain = !origin.startsWith("https:");
        if (!REPOSITORY.matcher(visit.name()).matches()
                || !(tag.isEmpty() || TAG.matcher(tag).matches())
                || !HOST.matcher(host).matches()) {
            // Nothing that a shell could take for more than a name is offered to be pasted into one.
            section.add(Element.of(
                    "p",
                    "No tool can pull this by its name here. Open it by its digest, in the list of facts above, for"
                            + " commands."));
        } else {
            section.add(commands(host, visit.name(), reference, plain, archiveName(visit.name(), tag, image)));
            if (plain && !LOOPBACK.matcher(host).matches()) {
                section.add(Parts.notice("This server speaks plain HTTP. Docker pulls from it once its daemon.json"
                        + " lists " + host + " under insecure-registries."));
            }
        }
        return section.add(archive(visit.name() + reference, platforms));
    }

    private static Element commands(String host, String name, String reference, boolean plain, String file) {
        String image = host + "/" + name + reference;
        boolean insecure = plain;
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("docker", "docker pull " + image);
        commands.put("podman", "podman pull " + (insecure ? "--tls-verify=false " : "") + image);
        commands.put("ctr", "ctr images pull " + (insecure ? "--plain-http " : "") + image);
        commands.put("crane", "crane pull " + (insecure ? "--insecure " : "") + image + " " + file);
        commands.put(
                "skopeo",
                "skopeo copy " + (insecure ? "--src-tls-verify=false " : "") + "docker://" + image + " oci-archive:"
                        + file);
        commands.put(
                "dray",
                "dray copy " + (plain && !LOOPBACK.matcher(host).matches() ? "--plain-http " : "") + "docker://" + image
                        + " oci-archive:" + file);
        Element list = Element.of("dl").with("class", "commands");
        commands.forEach((tool, command) -> list.add(Element.of(
                "div",
                Element.of("dt", tool),
                Element.of(
                        "dd",
                        Element.of("pre", Element.of("code", command))
                                .with("tabindex", "0")
                                .with("aria-label", "Command for " + tool)
                                .with("data-copy", tool)))));
        return list;
    }

    /** {@code alpine-3.20.tar}, of characters that a shell leaves alone. */
    private static String archiveName(String name, String tag, Descriptor image) {
        String version = tag.isEmpty() ? image.digest().hex().substring(0, 12) : tag;
        return name.substring(name.lastIndexOf('/') + 1) + "-" + version + ".tar";
    }

    private static Element archive(String image, Set<Platform> platforms) {
        Element select = Element.of("select").with("id", "platform").with("name", "platform");
        select.add(Element.of("option", platforms.size() > 1 ? "all platforms" : "as it is")
                .with("value", ""));
        if (platforms.size() > 1) {
            for (Platform platform : platforms) {
                select.add(Element.of("option", platform.toString()).with("value", platform.toString()));
            }
        }
        Element form = Element.of("form")
                .with("class", "archive")
                .with("method", "get")
                .address("action", Href.archive(image, ".tar"));
        if (platforms.size() > 1) {
            form.add(Element.of("label", "Archive for").with("for", "platform")).add(select);
        } else {
            form.add(Element.of("span", "Archive").with("class", "label"));
        }
        for (String suffix : List.of(".tar", ".tar.gz", ".tar.zst")) {
            form.add(Element.of("button", "Download " + suffix)
                    .with("type", "submit")
                    .address("formaction", Href.archive(image, suffix)));
        }
        return form;
    }
}
