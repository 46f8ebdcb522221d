"""The pages of source documents and posted documents."""
