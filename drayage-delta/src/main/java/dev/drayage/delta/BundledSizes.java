package dev.drayage.delta;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.tar.TarHeader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares what layers take in an archive with what leads to them. For one delta. */
final class BundledSizes {
    private final Set<Digest> made = new LinkedHashSet<>();
    private long saved;

    /** Takes the layer as it is where what leads to it takes as much. */
    NewLayer smaller(NewLayer lead) {
        if (lead.method() == LayerMethod.PATCHED || lead.method() == LayerMethod.REPACKED) {
            Descriptor correction = lead.recipe() == null ? null : lead.recipe().correction();
            long gain = entry(lead.layer())
                    - (lead.patch() == null ? 0 : entry(lead.patch()))
                    - (correction == null ? 0 : entry(correction));
            if (gain <= 0) {
                return NewLayer.whole(
                        lead.layer(),
                        lead.diffId(),
                        lead.method() == LayerMethod.PATCHED
                                ? "a patch is no smaller"
                                : "what packing it again takes is no smaller");
            }
            made.add(lead.layer().digest());
            saved += gain;
        }
        return lead;
    }

    /** The layers that are made. */
    Set<Digest> made() {
        return made;
    }

    /** Whether what is saved is more than the documents take, which only a delta needs. */
    boolean areSmaller(Descriptor artifact, List<Descriptor> held) {
        long documents = entry(artifact);
        for (Descriptor each : held) {
            String content = each.annotation(DeltaFormat.CONTENT).orElse("");
            if (Set.of(DeltaFormat.PACKING, DeltaFormat.SOURCE_MANIFEST, DeltaFormat.SOURCE_IMAGE_CONFIG, "")
                    .contains(content)) {
                documents += entry(each);
            }
        }
        return documents < saved;
    }

    /** The bytes of an entry, without extended headers, which blobs have none of. */
    private static long entry(Descriptor blob) {
        return TarHeader.BLOCK + blob.size() + TarHeader.padding(blob.size());
    }
}
