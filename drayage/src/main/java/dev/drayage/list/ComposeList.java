package dev.drayage.list;

import dev.drayage.platform.Platform;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** A file of Docker Compose: the images of its services, with variables replaced as Compose does. */
final class ComposeList {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:(\\$)|([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)(?:(:?[-?+])([^{}]*))?\\})");

    private ComposeList() {}

    static boolean is(Map<String, Node> top) {
        return top.containsKey("services") && !top.containsKey("apiVersion");
    }

    static void read(
            YamlFields yaml,
            Map<String, Node> top,
            Function<String, @Nullable String> variables,
            ListedImages.Builder found)
            throws InvalidListException {
        Node included = top.get("include");
        if (included != null) {
            throw yaml.problem(
                    included,
                    "what it includes is not read; give those files to dray as well, and this one without include");
        }
        Node services = top.get("services");
        if (services == null) {
            return;
        }
        for (Map.Entry<String, Node> service : yaml.fields(services, "services").entrySet()) {
            Map<String, Node> fields = yaml.fields(service.getValue(), "service " + service.getKey());
            Node image = fields.get("image");
            if (image == null || YamlFields.isNull(image)) {
                Node extended = fields.get("extends");
                if (extended != null) {
                    throw yaml.problem(
                            extended,
                            "service " + service.getKey()
                                    + " has its image from what it extends, which is not read; name the image here");
                }
                found.note(
                        yaml.where(service.getValue()), "service " + service.getKey() + " is built, and has no image");
                continue;
            }
            String name = replaced(yaml, image, yaml.text(image, "image"), variables);
            Optional<String> platform = yaml.given(fields, "platform");
            Platform chosen = platform.isPresent()
                    ? yaml.platform(image, replaced(yaml, image, platform.get(), variables))
                    : null;
            found.add(new WantedImage(yaml.reference(image, name), chosen, yaml.where(image)));
        }
    }

    private static String replaced(
            YamlFields yaml, Node node, String text, Function<String, @Nullable String> variables)
            throws InvalidListException {
        StringBuilder result = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(text);
        int at = 0;
        while (matcher.find()) {
            result.append(text, at, matcher.start());
            result.append(value(yaml, node, matcher, variables));
            at = matcher.end();
        }
        return result.append(text.substring(at)).toString();
    }

    private static String value(
            YamlFields yaml, Node node, MatchResult found, Function<String, @Nullable String> variables)
            throws InvalidListException {
        if (found.group(1) != null) {
            return "$";
        }
        String name = found.group(2) != null ? found.group(2) : found.group(3);
        String operator = found.group(4) == null ? "" : found.group(4);
        String value = variables.apply(name);
        boolean isSet = value != null && (!operator.startsWith(":") || !value.isEmpty());
        if (operator.endsWith("+")) {
            return isSet ? found.group(5) : "";
        }
        if (isSet && value != null) {
            return value;
        }
        if (operator.endsWith("-")) {
            return found.group(5);
        }
        throw yaml.problem(node, "the variable " + name + " is not set; set it, or write ${" + name + ":-DEFAULT}");
    }
}
