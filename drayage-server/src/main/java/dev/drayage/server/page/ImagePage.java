package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** An image, by tag or digest: an index with what it lists, or a manifest with its config and layers. */
final class ImagePage {
    private final Visit visit;
    private final Descriptor image;
    private final List<Map.Entry<String, Element>> facts = new ArrayList<>();
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final List<Element> sections = new ArrayList<>();

    private ImagePage(Visit visit, Descriptor image) {
        this.visit = visit;
        this.image = image;
    }

    static HtmlPage page(Visit visit, Descriptor image) throws IOException {
        return new ImagePage(visit, image).page();
    }

    private HtmlPage page() throws IOException {
        ImageFacts known = visit.facts().of(image);
        fact("Digest", Parts.digest(image.digest()));
        if (MediaTypes.isIndex(image.mediaType())) {
            index(known);
        } else if (MediaTypes.isArtifactManifest(image.mediaType())) {
            ArtifactManifest artifact = visit.documents().artifact(image);
            about(artifact.artifactType(), artifact.subject(), known);
            SharedLayers shared = shared(known);
            documents(Map.of("Manifest as JSON", image));
            blobs(artifact.blobs(), shared);
            annotations(artifact.annotations());
        } else {
            manifest(known);
        }
        section("referrers", "Referrers", ReferrerTable.section(visit, image));
        String tag = visit.parameter("tag");
        String reference = tag.isEmpty() ? "@" + image.digest().shortForm() : ":" + Visible.cut(tag, 160);
        List<Element> content = new ArrayList<>();
        content.add(Element.of(
                "h1", Element.name(visit.name()), Element.name(reference).with("class", "reference")));
        content.add(Parts.facts(facts));
        content.add(Parts.contents(contents));
        content.addAll(sections);
        Element here =
                Element.of("span", Element.name(tag.isEmpty() ? image.digest().shortForm() : Visible.cut(tag, 80)));
        return new HtmlPage(visit.name() + reference, visit.trail(here), content);
    }

    private void fact(String name, Element value) {
        facts.add(Map.entry(name, value));
    }

    private void section(String id, String heading, Element section) {
        contents.put(id, heading);
        sections.add(section);
    }

    private SharedLayers shared(ImageFacts known) throws IOException {
        SharedLayers shared = SharedLayers.of(visit);
        List<String> tags = shared.tagsOf(image.digest());
        if (!tags.isEmpty()) {
            fact(
                    tags.size() == 1 ? "Tag" : "Tags",
                    Parts.beside(tags.stream()
                            .limit(20)
                            .map(tag -> Element.of("a")
                                    .address("href", visit.href().with("tag", tag))
                                    .add(Element.name(Visible.cut(tag, 60))))
                            .toList()));
        }
        fact("Size", Parts.size(known.size()));
        return shared;
    }

    private void about(@Nullable String artifactType, @Nullable Descriptor subject, ImageFacts known) {
        if (artifactType != null) {
            fact(ReferrerTable.kind(artifactType, ""), Element.name(Visible.cut(artifactType, 160)));
        }
        if (subject != null) {
            fact("About", Parts.digest(subject.digest(), visit.href(subject.digest())));
        }
        known.created().ifPresent(created -> fact("Created", Parts.date(created)));
    }

    private void documents(Map<String, Descriptor> documents) {
        List<Element> links = new ArrayList<>();
        documents.forEach((words, document) -> links.add(Element.link(
                visit.href(image.digest()).with("raw", document.digest().toString()), words)));
        fact("Documents", Parts.beside(links));
    }

    private void index(ImageFacts known) throws IOException {
        Index index = visit.documents().index(image);
        about(index.artifactType(), index.subject(), known);
        fact("Platforms", Parts.chips(known.platforms()));
        shared(known);
        documents(Map.of("Index as JSON", image));
        section("get", "Get it", PullCommands.section(visit, image, known.platforms()));
        section("manifests", "Manifests", ManifestTable.section(visit, index, known));
        annotations(index.annotations());
    }

    private void manifest(ImageFacts known) throws IOException {
        Manifest manifest = visit.documents().manifest(image);
        boolean isImage = MediaTypes.isConfig(manifest.config().mediaType());
        String type = manifest.artifactType() != null || isImage
                ? manifest.artifactType()
                : manifest.config().mediaType();
        about(type, manifest.subject(), known);
        fact("Platform", Parts.chips(known.platforms()));
        SharedLayers shared = shared(known);
        Map<String, Descriptor> documents = new LinkedHashMap<>();
        documents.put("Manifest as JSON", image);
        if (isImage) {
            documents.put("Config as JSON", manifest.config());
        }
        documents(documents);
        section("get", "Get it", PullCommands.section(visit, image, known.platforms()));
        Optional<ImageConfig> config = isImage ? config(manifest.config()) : Optional.empty();
        if (config.isPresent()) {
            ConfigSections configured = new ConfigSections(visit, image, manifest, config.get());
            section("run", "How it runs", configured.run());
            section("layers", "Layers", configured.layers(shared));
            section("history", "History", configured.history());
            configured.labels().ifPresent(labels -> section("labels", "Labels", labels));
        } else {
            blobs(manifest.layers(), shared);
        }
        annotations(manifest.annotations());
    }

    /** An image is shown without its config too, if that is not there or damaged. */
    private Optional<ImageConfig> config(Descriptor config) throws IOException {
        try {
            return Optional.of(visit.documents().config(config));
        } catch (ContentException e) {
            sections.add(Parts.notice("Its config cannot be read: "
                    + Problems.sentence(e, visit.documents().location())));
            return Optional.empty();
        }
    }

    private void blobs(List<Descriptor> blobs, SharedLayers shared) {
        section("layers", "Contents", LayerTable.section("Contents", visit, image, blobs, List.of(), shared));
    }

    private void annotations(SortedMap<String, String> annotations) {
        if (!annotations.isEmpty()) {
            section(
                    "annotations",
                    "Annotations",
                    Parts.section("annotations", "Annotations").add(Parts.pairs(annotations.entrySet())));
        }
    }
}
