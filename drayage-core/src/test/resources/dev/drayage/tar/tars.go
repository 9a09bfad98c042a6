// Lists the tars of standard input, each behind its length, as archive/tar reads them.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err == io.EOF {
			return
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(in, data); err != nil {
			panic(err)
		}
		list(tar.NewReader(bytes.NewReader(data)), out)
		fmt.Fprintln(out, "end")
	}
}

func list(reader *tar.Reader, out io.Writer) {
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(out, "error")
			return
		}
		kind := string(rune(header.Typeflag))
		switch header.Typeflag {
		case tar.TypeXGlobalHeader:
			continue
		case tar.TypeReg, tar.TypeLink, tar.TypeSymlink, tar.TypeDir, tar.TypeGNUSparse:
		case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
			kind = "d"
		default:
			kind = "?"
		}
		for key := range header.PAXRecords {
			if strings.HasPrefix(key, "GNU.sparse.") {
				kind = "S"
			}
		}
		hash := sha256.New()
		size := int64(0)
		if kind == "0" || kind == "?" {
			if size, err = io.Copy(hash, reader); err != nil {
				fmt.Fprintln(out, "error")
				return
			}
		}
		last := fmt.Sprintf("%x", hash.Sum(nil))
		if kind == "1" || kind == "2" {
			last = fmt.Sprintf("%x", header.Linkname)
		}
		fmt.Fprintf(out, "%s %x %d %s\n", kind, header.Name, size, last)
	}
}
