package dev.drayage.compress.deflate;

/**
 * Computes code lengths from frequencies: Huffman's algorithm, then a limit.
 *
 * <p>There are several optimal codes, and which one it is shows in the bytes. As in zlib, of nodes with the same frequency
 * the one with the shallower subtree is joined first, and among those the order of a binary heap decides.
 */
final class HuffmanBuilder {
    private static final int DEPTH_BITS = 8;

    private final int symbols;
    /** Of each node the frequency, with the depth of its subtree in the lowest bits. Symbols come first. */
    private final int[] weights;

    private final int[] parents;
    /** The nodes without a parent, a binary heap from 1 on, the lightest first. */
    private final int[] heap;

    private int heapSize;
    /** The nodes in the order in which they got their parents. */
    private final int[] taken;

    private int takenCount;
    private final byte[] lengths;
    private int last = -1;

    HuffmanBuilder(int[] frequencies, int maxBits) {
        symbols = frequencies.length;
        weights = new int[2 * symbols];
        parents = new int[2 * symbols];
        taken = new int[2 * symbols];
        heap = new int[symbols + 2];
        lengths = new byte[symbols];
        fillHeap(frequencies);
        joinNodes();
        measure(maxBits);
    }

    byte[] lengths() {
        return lengths;
    }

    int last() {
        return last;
    }

    private void fillHeap(int[] frequencies) {
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (frequencies[symbol] != 0) {
                weights[symbol] = frequencies[symbol] << DEPTH_BITS;
                heap[++heapSize] = symbol;
                last = symbol;
            }
        }
        // Old decoders need two codes, even where only one occurs.
        while (heapSize < 2) {
            int unused = last < 2 ? ++last : 0;
            weights[unused] = 1 << DEPTH_BITS;
            heap[++heapSize] = unused;
        }
        for (int position = heapSize / 2; position > 0; position--) {
            sink(position);
        }
    }

    /** Gives the two lightest nodes a parent until one node is left. */
    private void joinNodes() {
        int node = symbols;
        while (heapSize > 1) {
            int first = heap[1];
            heap[1] = heap[heapSize--];
            sink(1);
            int second = heap[1];
            taken[takenCount++] = first;
            taken[takenCount++] = second;
            parents[first] = node;
            parents[second] = node;
            weights[node] = joined(weights[first], weights[second]);
            heap[1] = node++;
            sink(1);
        }
        taken[takenCount++] = heap[1];
    }

    private static int joined(int weight, int other) {
        int depthMask = (1 << DEPTH_BITS) - 1;
        int depth = Math.max(weight & depthMask, other & depthMask) + 1;
        return (weight & ~depthMask) + (other & ~depthMask) + depth;
    }

    /** Moves a node down until no lighter one is below it. */
    private void sink(int from) {
        int node = heap[from];
        int position = from;
        for (int below = 2 * position; below <= heapSize; below *= 2) {
            if (below < heapSize && weights[heap[below + 1]] <= weights[heap[below]]) {
                below++;
            }
            if (weights[node] <= weights[heap[below]]) {
                break;
            }
            heap[position] = heap[below];
            position = below;
        }
        heap[position] = node;
    }

    private void measure(int maxBits) {
        int[] depths = new int[2 * symbols];
        int[] counts = new int[maxBits + 1];
        int tooDeep = 0;
        // Parents are taken after their children: from the end, each parent's depth is known.
        for (int at = takenCount - 2; at >= 0; at--) {
            int node = taken[at];
            int depth = depths[parents[node]] + 1;
            if (depth > maxBits) {
                depth = maxBits;
                tooDeep++;
            }
            depths[node] = depth;
            if (node < symbols) {
                lengths[node] = (byte) depth;
                counts[depth]++;
            }
        }
        if (tooDeep > 0) {
            makeRoom(counts, maxBits, tooDeep);
            assign(counts);
        }
    }

    /** For each two symbols that were too deep, a shorter code becomes the prefix of two. */
    private static void makeRoom(int[] counts, int maxBits, int tooDeep) {
        for (int left = tooDeep; left > 0; left -= 2) {
            int bits = maxBits - 1;
            while (counts[bits] == 0) {
                bits--;
            }
            counts[bits]--;
            counts[bits + 1] += 2;
            counts[maxBits]--;
        }
    }

    /** Gives the longest codes to the lightest symbols. */
    private void assign(int[] counts) {
        int at = 0;
        for (int bits = counts.length - 1; bits > 0; bits--) {
            for (int left = counts[bits]; left > 0; at++) {
                if (taken[at] < symbols) {
                    lengths[taken[at]] = (byte) bits;
                    left--;
                }
            }
        }
    }
}
