package dev.drayage.cli;

import dev.drayage.delta.DeltaReport;
import dev.drayage.delta.DeltaReport.LayerDelta;
import dev.drayage.delta.DeltaReport.ManifestDelta;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.source.Source;
import dev.drayage.transfer.TransferReport;
import java.util.List;
import java.util.Locale;

/** What is said of deltas, in words or as JSON. */
final class DeltaLines {
    private DeltaLines() {}

    /** A layer that is done. */
    static void layer(LayerDelta layer, OutputOptions output) {
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("layer");
                fields(layer, event);
            });
        } else if (!output.quiet()) {
            output.line(words(layer));
        }
    }

    private static String words(LayerDelta layer) {
        String size = ByteCount.exact(layer.layer().size());
        String how =
                switch (layer.method()) {
                    case REUSED, REPACKED -> layer.method().words();
                    case WHOLE -> layer.method().words() + (layer.reason() == null ? "" : ": " + layer.reason());
                    case PATCHED -> layer.method().words() + " with " + ByteCount.exact(layer.bytes());
                };
        return layer.layer().digest() + "  " + size + "  " + how
                + (layer.packing() == null ? "" : ", by " + layer.packing());
    }

    private static void fields(LayerDelta layer, GoJsonWriter json) {
        json.name("digest").value(layer.layer().digest().toString());
        json.name("size").value(layer.layer().size());
        json.name("method").value(layer.method().name().toLowerCase(Locale.ROOT));
        json.name("bytes").value(layer.bytes());
        if (layer.reason() != null) {
            json.name("reason").value(layer.reason());
        }
        if (layer.packing() != null) {
            json.name("packing").value(layer.packing());
        }
    }

    /** A delta that was written. */
    static void created(DeltaReport report, String location, TransferReport transfer, OutputOptions output) {
        long layers = report.manifests().stream()
                .flatMap(manifest -> manifest.layers().stream())
                .mapToLong(layer -> layer.layer().size())
                .sum();
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("done").name("destination").value(location);
                event.name("bytes").value(report.bytes()).name("layerBytes").value(layers);
                event.name("size").value(transfer.movedBytes());
            });
        } else {
            output.message(location + ": " + ByteCount.exact(report.bytes()) + " lead to images with layers of "
                    + ByteCount.exact(layers) + "; all of it proven");
        }
    }

    /** What a delta needs and holds. */
    static void inspected(DeltaReport report, String location, OutputOptions output) {
        if (output.json()) {
            output.document(json -> document(report, location, json));
            return;
        }
        for (Descriptor image : report.images()) {
            output.line("to " + Source.label(image) + "  " + image.digest());
        }
        for (ManifestDelta manifest : report.manifests()) {
            output.line("");
            output.line(
                    "manifest " + manifest.target() + (manifest.platform() == null ? "" : "  " + manifest.platform()));
            output.line(manifest.source() == null ? "needs no other" : "needs    " + manifest.source());
            manifest.layers().forEach(layer -> output.line("  " + words(layer)));
        }
        output.line("");
        output.line(location + ": " + ByteCount.exact(report.bytes()) + "; to apply it takes up to "
                + ByteCount.exact(report.temporaryBytes()) + " of disk for a while");
    }

    private static void document(DeltaReport report, String location, GoJsonWriter json) {
        json.name("delta").value(location);
        json.name("bytes").value(report.bytes());
        json.name("temporaryBytes").value(report.temporaryBytes());
        images(report.images(), json);
        json.name("manifests").beginArray();
        for (ManifestDelta manifest : report.manifests()) {
            json.beginObject().name("target").value(manifest.target().toString());
            if (manifest.platform() != null) {
                json.name("platform").value(manifest.platform().toString());
            }
            if (manifest.source() != null) {
                json.name("source").value(manifest.source().toString());
            }
            json.name("layers").beginArray();
            for (LayerDelta layer : manifest.layers()) {
                json.beginObject();
                fields(layer, json);
                json.endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static void images(List<Descriptor> images, GoJsonWriter json) {
        json.name("images").beginArray();
        for (Descriptor image : images) {
            json.beginObject().name("name").value(Source.label(image));
            json.name("digest").value(image.digest().toString());
            json.name("mediaType").value(image.mediaType()).endObject();
        }
        json.endArray();
    }
}
