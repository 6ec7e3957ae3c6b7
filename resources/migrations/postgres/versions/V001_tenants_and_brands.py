"""Organizations, users, websites, brands and who watches which (seed 004).

Differs from the seed where it must: a website may come from an import and then has no url;
brands carry no global `is_tracked` (tracking is per website, in `website_brands`).
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_TABLES = (
    "organizations",
    "users",
    "websites",
    "brands",
    "brand_aliases",
    "website_brands",
    "competitor_relationships",
)

_TENANTS = """
CREATE TABLE control.organizations (
    id UUID PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(100) UNIQUE NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    plan_type VARCHAR(50) DEFAULT 'free' CHECK (plan_type IN ('free', 'pro', 'enterprise')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);
CREATE TABLE control.users (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    email VARCHAR(255) UNIQUE NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    role VARCHAR(50) DEFAULT 'member' CHECK (role IN ('admin', 'member', 'viewer')),
    is_active BOOLEAN DEFAULT true,
    last_login_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);
CREATE INDEX idx_users_organization ON control.users(organization_id);
CREATE INDEX idx_users_email ON control.users(email);
"""

_WEBSITES = """
CREATE TABLE control.websites (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    domain VARCHAR(255) NOT NULL CHECK (domain !~ '[|/[:space:][:cntrl:]]|[.][.]'),
    url VARCHAR(2048),
    name VARCHAR(255),
    description TEXT,
    source VARCHAR(50) NOT NULL DEFAULT 'crawl' CHECK (source IN ('crawl', 'import')),
    status VARCHAR(50) NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'scraping', 'completed', 'failed')),
    last_scraped_at TIMESTAMP WITH TIME ZONE,
    last_hard_scrape_at TIMESTAMP WITH TIME ZONE,
    scrape_depth INTEGER NOT NULL DEFAULT 3 CHECK (scrape_depth >= 0),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE (organization_id, domain),
    CHECK (source = 'import' OR url IS NOT NULL)
);
CREATE INDEX idx_websites_organization ON control.websites(organization_id);
CREATE INDEX idx_websites_domain ON control.websites(domain);
CREATE INDEX idx_websites_status ON control.websites(status);
"""

_BRANDS = """
CREATE TABLE control.brands (
    id UUID PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    normalized_name VARCHAR(255) NOT NULL CHECK (normalized_name <> ''),
    domain VARCHAR(255),
    industry VARCHAR(255),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE (normalized_name)
);
CREATE INDEX idx_brands_normalized ON control.brands(normalized_name);
CREATE TABLE control.brand_aliases (
    id UUID PRIMARY KEY,
    brand_id UUID NOT NULL REFERENCES control.brands(id) ON DELETE CASCADE,
    alias VARCHAR(255) NOT NULL,
    normalized_alias VARCHAR(255) NOT NULL CHECK (normalized_alias <> ''),
    match_policy VARCHAR(50) NOT NULL DEFAULT 'auto',
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE (brand_id, normalized_alias)
);
CREATE INDEX idx_brand_aliases_normalized ON control.brand_aliases(normalized_alias);
"""

# [since, until): a day belongs to at most one period of a brand; null = without bound.
_TRACKING = """
CREATE TABLE control.website_brands (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    brand_id UUID NOT NULL REFERENCES control.brands(id) ON DELETE CASCADE,
    role VARCHAR(50) NOT NULL CHECK (role IN ('own', 'competitor')),
    relationship_type VARCHAR(50)
        CHECK (relationship_type IN ('direct', 'indirect', 'substitute')),
    since DATE,
    until DATE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (website_id, brand_id, since),
    CHECK (since < until),
    CHECK (role = 'competitor' OR relationship_type IS NULL)
);
CREATE INDEX idx_website_brands_brand ON control.website_brands(brand_id);
CREATE UNIQUE INDEX idx_website_brands_open ON control.website_brands(website_id, brand_id)
    WHERE until IS NULL;
CREATE TABLE control.competitor_relationships (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    primary_brand_id UUID NOT NULL REFERENCES control.brands(id) ON DELETE CASCADE,
    competitor_brand_id UUID NOT NULL REFERENCES control.brands(id) ON DELETE CASCADE,
    relationship_type VARCHAR(50)
        CHECK (relationship_type IN ('direct', 'indirect', 'substitute')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE (website_id, primary_brand_id, competitor_brand_id),
    CHECK (primary_brand_id <> competitor_brand_id)
);
CREATE INDEX idx_competitors_website ON control.competitor_relationships(website_id);
CREATE INDEX idx_competitors_primary ON control.competitor_relationships(primary_brand_id);
"""


def upgrade() -> None:
    """Make the tables."""
    for statements in (_TENANTS, _WEBSITES, _BRANDS, _TRACKING):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Drop the tables, dependants first."""
    for table in reversed(_TABLES):
        op.drop_table(table, schema="control")
