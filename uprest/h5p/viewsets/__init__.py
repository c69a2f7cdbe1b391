"""The authors' screens: content, uploads, approval, libraries."""
