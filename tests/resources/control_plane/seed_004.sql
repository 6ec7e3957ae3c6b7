-- The seed's own words for the tables of the control plane (seed 004), to compare with.

CREATE TABLE organizations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(100) UNIQUE NOT NULL,
    plan_type VARCHAR(50) DEFAULT 'free', -- free, pro, enterprise
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id UUID REFERENCES organizations(id) ON DELETE CASCADE,
    email VARCHAR(255) UNIQUE NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    role VARCHAR(50) DEFAULT 'member', -- admin, member, viewer
    is_active BOOLEAN DEFAULT true,
    last_login_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_users_organization ON users(organization_id);
CREATE INDEX idx_users_email ON users(email);

CREATE TABLE websites (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id UUID REFERENCES organizations(id) ON DELETE CASCADE,
    domain VARCHAR(255) NOT NULL,
    url VARCHAR(2048) NOT NULL,
    name VARCHAR(255),
    description TEXT,
    status VARCHAR(50) DEFAULT 'pending', -- pending, scraping, completed, failed
    last_scraped_at TIMESTAMP WITH TIME ZONE,
    last_hard_scrape_at TIMESTAMP WITH TIME ZONE,
    scrape_depth INTEGER DEFAULT 3,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    UNIQUE(organization_id, domain)
);
CREATE INDEX idx_websites_organization ON websites(organization_id);
CREATE INDEX idx_websites_domain ON websites(domain);
CREATE INDEX idx_websites_status ON websites(status);

CREATE TABLE brands (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    normalized_name VARCHAR(255) NOT NULL, -- lowercase, trimmed
    domain VARCHAR(255),
    industry VARCHAR(255),
    is_tracked BOOLEAN DEFAULT false, -- User's own brand
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    UNIQUE(normalized_name)
);
CREATE INDEX idx_brands_normalized ON brands(normalized_name);
CREATE INDEX idx_brands_tracked ON brands(is_tracked) WHERE is_tracked = true;

CREATE TABLE competitor_relationships (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    primary_brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,
    competitor_brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,
    relationship_type VARCHAR(50), -- direct, indirect, substitute
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    UNIQUE(website_id, primary_brand_id, competitor_brand_id)
);
CREATE INDEX idx_competitors_website ON competitor_relationships(website_id);
CREATE INDEX idx_competitors_primary ON competitor_relationships(primary_brand_id);

CREATE TABLE simulation_runs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    status VARCHAR(50) DEFAULT 'pending', -- pending, running, completed, failed
    total_prompts INTEGER,
    completed_prompts INTEGER DEFAULT 0,
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_simulation_runs_website ON simulation_runs(website_id);
CREATE INDEX idx_simulation_runs_status ON simulation_runs(status);
