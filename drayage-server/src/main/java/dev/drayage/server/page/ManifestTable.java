package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.platform.Platform;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an index lists: the manifest of each platform, and what is attested of them. */
final class ManifestTable {
    private static final String REFERENCE = "vnd.docker.reference.digest";
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    private ManifestTable() {}

    static Element section(Visit visit, Index index, ImageFacts known) {
        Map<Digest, ImageFacts.Part> parts = new HashMap<>();
        known.parts().forEach(part -> parts.putIfAbsent(part.descriptor().digest(), part));
        DataTable table = new DataTable("Manifests", "Platform", "Size", "Created", "Digest");
        for (Descriptor each : index.manifests().stream().limit(Parts.ROWS).toList()) {
            Optional<ImageFacts.Part> part = Optional.ofNullable(parts.get(each.digest()));
            table.row(
                    Element.link(visit.href(each.digest()), words(each, part)),
                    Parts.size(part.flatMap(ImageFacts.Part::size)),
                    Parts.date(part.flatMap(ImageFacts.Part::facts)
                            .map(ManifestFacts::created)
                            .orElse(null)),
                    Parts.digest(each.digest(), visit.href(each.digest())));
        }
        Element section = Parts.section("manifests", "Manifests").add(table.element());
        if (known.problem() != null) {
            section.add(Parts.notice("Not all of it can be read: " + known.problem()));
        }
        return index.manifests().size() > Parts.ROWS
                ? section.add(Parts.notice("More than " + Parts.ROWS + " are not shown."))
                : section;
    }

    private static String words(Descriptor each, Optional<ImageFacts.Part> part) {
        Optional<String> about = each.annotation(REFERENCE);
        if (about.isPresent()) {
            String kind = each.annotation(REFERENCE_TYPE).orElse("attestation-manifest");
            return (kind.startsWith("attestation") ? "Attestation of " : "About ") + Visible.cut(about.get(), 19);
        }
        return part.flatMap(ImageFacts.Part::platform)
                .or(() -> Optional.ofNullable(each.platform()))
                .map(Platform::toString)
                .map(text -> Visible.cut(text, 120))
                .orElseGet(each::kind);
    }
}
