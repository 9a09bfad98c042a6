package dev.drayage.cli;

import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageTree;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dray tree}. */
@Command(
        name = "tree",
        mixinStandardHelpOptions = true,
        description = "Show what images are made of: manifests, configs, layers, with platforms, types and sizes.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray tree oci:images:v1", "  dray tree oci-archive:image.tar"})
final class TreeCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private SourceArguments arguments;

    @Override
    public Integer call() throws IOException {
        try (Sources sources = arguments.open(output)) {
            for (Source source : sources.all()) {
                Documents documents = new Documents(source.content());
                for (Descriptor image : source.images()) {
                    show(image, ImageTree.of(source.content(), documents, image));
                }
            }
            return ExitCode.DONE;
        }
    }

    private void show(Descriptor image, ImageTree tree) {
        if (output.json()) {
            output.document(fields -> node(fields, tree));
            return;
        }
        output.line(Source.label(image));
        line("", "└─ ", "   ", tree);
    }

    private void line(String indent, String branch, String below, ImageTree node) {
        output.line(indent + branch + describe(node));
        List<ImageTree> children = node.children();
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            line(indent + below, last ? "└─ " : "├─ ", last ? "   " : "│  ", children.get(i));
        }
    }

    private static String describe(ImageTree node) {
        Descriptor descriptor = node.descriptor();
        StringBuilder text = new StringBuilder(descriptor.kind())
                .append(' ')
                .append(descriptor.digest().shortForm());
        if (descriptor.platform() != null) {
            text.append("  ").append(descriptor.platform());
        }
        text.append("  ").append(ByteCount.rounded(descriptor.size()));
        text.append("  ").append(descriptor.mediaType());
        if (descriptor.artifactType() != null) {
            text.append("  artifact ").append(descriptor.artifactType());
        }
        if (node.seenBefore()) {
            text.append("  (shared, see above)");
        }
        switch (node.state()) {
            case PRESENT -> {
                // Nothing to add.
            }
            case MISSING -> text.append("  MISSING");
            case ELSEWHERE -> text.append("  in ").append(node.problem());
            case BROKEN -> text.append("  BROKEN: ").append(node.problem());
        }
        return text.toString();
    }

    private static void node(GoJsonWriter json, ImageTree node) {
        ImageFields.descriptor(json, node.descriptor());
        json.name("state").value(node.state().name().toLowerCase(Locale.ROOT));
        if (node.seenBefore()) {
            json.name("shared").value("yes");
        }
        if (node.problem() != null) {
            String name = node.state() == ImageTree.State.ELSEWHERE ? "whereabouts" : "problem";
            json.name(name).value(node.problem());
        }
        if (!node.children().isEmpty()) {
            json.name("children").beginArray();
            for (ImageTree child : node.children()) {
                json.beginObject();
                node(json, child);
                json.endObject();
            }
            json.endArray();
        }
    }
}
