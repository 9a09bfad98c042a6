// Makes go-headers.tsv: what Go's archive/tar writes for the headers that an image archive may have, and for others at
// the limits of the formats. Run with Go 1.19.8: go run go-headers.go > go-headers.tsv
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
)

// One line for each header: path, type, octal mode, size, bytes of the header, their sha256.
func line(path string, flag byte, mode int64, size int64) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	if err := w.WriteHeader(&tar.Header{Name: path, Typeflag: flag, Mode: mode, Size: size}); err != nil {
		panic(path + ": " + err.Error())
	}
	fmt.Printf("%s\t%c\t%o\t%d\t%d\t%x\n", path, flag, mode, size, out.Len(), sha256.Sum256(out.Bytes()))
}

func main() {
	for _, dir := range []string{"blobs/", "blobs/sha256/", "blobs/sha384/", "blobs/sha512/"} {
		line(dir, tar.TypeDir, 0755, 0)
	}
	line("oci-layout", tar.TypeReg, 0444, 30)
	line("index.json", tar.TypeReg, 0644, 1234)
	line("manifest.json", tar.TypeReg, 0644, 0)
	sizes := []int64{0, 1, 511, 512, 513, 1<<33 - 1, 1 << 33, 1<<33 + 1, 1 << 40, 1<<63 - 1}
	for _, blob := range []string{
		"blobs/sha256/" + strings.Repeat("0123456789abcdef", 4),
		"blobs/sha384/" + strings.Repeat("0123456789abcdef", 6),
		"blobs/sha512/" + strings.Repeat("0123456789abcdef", 8),
	} {
		for _, size := range sizes {
			line(blob, tar.TypeReg, 0444, size)
		}
	}
	// Names of every length around the limits of USTAR: 100 for a name, 155 for a prefix, one slash between.
	for _, size := range []int64{5, 1 << 33} {
		for length := 98; length <= 102; length++ {
			line(strings.Repeat("n", length), tar.TypeReg, 0644, size)
			line("d/"+strings.Repeat("n", length-2), tar.TypeReg, 0644, size)
			line("d/"+strings.Repeat("n", length-1), tar.TypeReg, 0644, size)
			line("d/"+strings.Repeat("n", length), tar.TypeReg, 0644, size)
		}
		for prefix := 153; prefix <= 157; prefix++ {
			for name := 99; name <= 101; name++ {
				line(strings.Repeat("p", prefix)+"/"+strings.Repeat("n", name), tar.TypeReg, 0644, size)
			}
		}
		line(strings.Repeat("a/", 51)+"b", tar.TypeReg, 0644, size)
		line(strings.Repeat("a/", 127)+"b", tar.TypeReg, 0644, size)
		line(strings.Repeat("a/", 128)+"b", tar.TypeReg, 0644, size)
		line(strings.Repeat("a/", 200)+"b", tar.TypeReg, 0644, size)
		line("/"+strings.Repeat("n", 100), tar.TypeReg, 0644, size)
		// Cut after 100 characters, the name would end in a slash.
		line(strings.Repeat("n", 99)+"/"+strings.Repeat("m", 101), tar.TypeReg, 0644, size)
		line(strings.Repeat("n", 87)+"/"+strings.Repeat("m", 101), tar.TypeReg, 0644, size)
		line(strings.Repeat("n", 88)+"/"+strings.Repeat("m", 101), tar.TypeReg, 0644, size)
	}
	// Lengths at which the count before a PAX record gets a digit more.
	for _, length := range []int{101, 102, 986, 987, 988, 989, 990, 991, 992} {
		line(strings.Repeat("n", length), tar.TypeReg, 0644, 5)
	}
	for _, name := range []string{strings.Repeat("d", 99), strings.Repeat("d", 100), strings.Repeat("d", 156), strings.Repeat("a/", 49) + "bb", strings.Repeat("a/", 100) + "b"} {
		line(name+"/", tar.TypeDir, 0755, 0)
	}
}
